import type { Snippet } from "@flightdeck/contract";
import { Fragment } from "react";
import { visibleText } from "../../ui/visibleText.ts";

/** A part of a text with what was looked for set apart. */
export function Marked({ snippet: { text, marks } }: { readonly snippet: Snippet }) {
  return (
    <>
      {marks.map(([from, to], index) => (
        <Fragment key={from}>
          {visibleText(text.slice(marks[index - 1]?.[1] ?? 0, from))}
          <mark className="rounded-[2px] bg-accent-soft font-medium text-text-1">
            {visibleText(text.slice(from, to))}
          </mark>
        </Fragment>
      ))}
      {visibleText(text.slice(marks.at(-1)?.[1] ?? 0))}
    </>
  );
}
