import { clsx } from "clsx";
import { memo, useMemo } from "react";
import { VList } from "virtua";
import { type AnsiRun, parseAnsi } from "./ansi.ts";

const LINE = 18;
/** More lines than this are drawn as they scroll into view. */
const MANY = 300;

const box = "bg-sunken font-mono text-small leading-[18px] text-text-2 [font-feature-settings:'calt'_0]";

/** What a command printed, in the colours it chose among ours. All of it is text. */
export const Output = memo(function Output({ text, name }: { readonly text: string; readonly name: string }) {
  const lines = useMemo(() => parseAnsi(text), [text]);
  if (lines.length > MANY) {
    return (
      <div role="group" aria-label={name} className={clsx(box, "py-[7px]")}>
        <VList data={lines} itemSize={LINE} tabIndex={0} className="px-2.5" style={{ height: LINE * 20 }}>
          {(runs, index) => <Line key={index} runs={runs} />}
        </VList>
      </div>
    );
  }
  return (
    <div
      role="group"
      aria-label={name}
      tabIndex={0}
      className={clsx(box, "max-h-[374px] overflow-auto px-2.5 py-[7px]")}
    >
      {lines.map((runs, index) => (
        <Line key={index} runs={runs} />
      ))}
    </div>
  );
});

const colours = {
  red: "text-red",
  green: "text-green",
  amber: "text-amber",
  accent: "text-accent",
  meta: "text-text-3",
};

const Line = memo(function Line({ runs }: { readonly runs: readonly AnsiRun[] }) {
  return (
    <div className="min-h-[18px] whitespace-pre">
      {runs.map((run, index) =>
        run.color === undefined && run.bold === undefined && run.dim === undefined ? (
          run.text
        ) : (
          <span
            key={index}
            className={clsx(
              run.color === undefined ? run.bold === true && "text-text-1" : colours[run.color],
              run.bold === true && "font-medium",
              run.dim === true && "text-text-3",
            )}
          >
            {run.text}
          </span>
        ),
      )}
    </div>
  );
});
