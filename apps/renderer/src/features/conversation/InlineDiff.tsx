import { clsx } from "clsx";
import { type CSSProperties, type ReactNode, useMemo } from "react";
import { useHighlight } from "../../ui/syntax/useHighlight.ts";
import { visibleText } from "../../ui/visibleText.ts";
import { MoreLine } from "./Card.tsx";
import { type DiffLine, parseInlineDiff } from "./inlineDiff.ts";

/** A small diff in the conversation: one column of numbers, the review has the rest. */
export function InlineDiff({
  diff,
  path,
  limit,
  onShowAll,
}: {
  readonly diff: string;
  readonly path: string;
  /** Lines to show at most. */
  readonly limit: number;
  readonly onShowAll?: () => void;
}) {
  const lines = useMemo(() => parseInlineDiff(visibleText(diff)), [diff]);
  const shown = useMemo(() => {
    const some = lines.slice(0, limit);
    return some.at(-1)?.kind === "gap" ? some.slice(0, -1) : some;
  }, [lines, limit]);
  const code = useMemo(() => shown.map((line) => line.text).join("\n"), [shown]);
  const coloured = useHighlight(code, /\.(\w+)$/.exec(path)?.[1] ?? "");
  const more = lines.length - shown.length;
  return (
    <>
      <div role="group" aria-label={`Changes in ${path}`} tabIndex={0} className="overflow-x-auto">
        <div className="w-max min-w-full">
          {shown.map((line, index) => (
            <Line key={index} line={line} coloured={coloured?.[index]} />
          ))}
        </div>
      </div>
      {more > 0 && (
        <MoreLine onClick={onShowAll}>{`${more.toLocaleString("en")} more ${more === 1 ? "line" : "lines"}`}</MoreLine>
      )}
    </>
  );
}

const grounds = { add: "bg-add-bg", del: "bg-del-bg", same: "", gap: "bg-hunk-bg" };
const gutters = { add: "bg-add-gutter", del: "bg-del-gutter", same: "", gap: "" };
const signs = { add: "+", del: "-", same: "", gap: "" };
const signColours = { add: "text-add-text", del: "text-del-text", same: "", gap: "" };

function Line({ line, coloured }: { readonly line: DiffLine; readonly coloured: ReactNode }) {
  return (
    <div
      className={clsx(
        "grid h-5 grid-cols-[38px_18px_minmax(0,1fr)] font-mono text-small leading-5 [font-feature-settings:'calt'_0]",
        grounds[line.kind],
      )}
    >
      <span className={clsx("pr-2 text-right text-[11px] text-text-3 tabular-nums select-none", gutters[line.kind])}>
        {line.number}
      </span>
      <span aria-hidden className={clsx("text-center select-none", signColours[line.kind])}>
        {signs[line.kind]}
      </span>
      {line.kind === "gap" ? (
        <span className="pr-3 text-[11px] whitespace-pre text-text-3">{line.text}</span>
      ) : (
        <code className="pr-3 leading-5 whitespace-pre text-(--syn-plain) [tab-size:4]" style={wordGround(line)}>
          {coloured ?? line.text}
        </code>
      )}
    </div>
  );
}

/** The changed columns as a ground behind the text: every character is one `ch` wide, so their place is known. */
function wordGround({ kind, text, changed }: DiffLine): CSSProperties | undefined {
  if (changed === undefined || changed.to <= changed.from || !/^[\t -~]*$/.test(text)) return undefined;
  const column = (index: number) => columns(text.slice(0, index));
  const from = column(changed.from);
  const colour = kind === "add" ? "var(--add-word)" : "var(--del-word)";
  return {
    background: `linear-gradient(${colour}, ${colour}) ${from}ch 50% / ${column(changed.to) - from}ch 17px no-repeat`,
  };
}

function columns(text: string): number {
  let column = 0;
  for (const character of text) column += character === "\t" ? 4 - (column % 4) : 1;
  return column;
}
