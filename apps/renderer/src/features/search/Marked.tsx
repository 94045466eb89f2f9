import type { Snippet } from "@flightdeck/contract";
import { Fragment } from "react";
import { visibleText } from "../../ui/visibleText.ts";

/** A part of a text with what was looked for set apart. `plain` may take signs away that are only read as a form. */
export function Marked({
  snippet: { text, marks },
  plain = (part) => part,
}: {
  readonly snippet: Snippet;
  readonly plain?: (part: string) => string;
}) {
  const shown = (part: string) => visibleText(plain(part));
  return (
    <>
      {marks.map(([from, to], index) => (
        <Fragment key={from}>
          {shown(text.slice(marks[index - 1]?.[1] ?? 0, from))}
          <mark className="rounded-[2px] bg-accent-soft font-medium text-text-1">{shown(text.slice(from, to))}</mark>
        </Fragment>
      ))}
      {shown(text.slice(marks.at(-1)?.[1] ?? 0))}
    </>
  );
}
