import { clsx } from "clsx";
import { type CSSProperties, memo, type ReactNode } from "react";
import { VList } from "virtua";
import type { AnsiColor, AnsiLine, AnsiRun } from "./ansi.ts";
import { FileLink } from "./FileLink.tsx";
import { placesIn } from "./markdown/fileLinks.ts";
import { useTerminalLines } from "./useTerminalLines.ts";

const LINE = 18;
/** More lines than this are drawn as they scroll into view. */
const MANY = 300;

const box = "bg-sunken font-mono text-small leading-[18px] text-text-2 [font-feature-settings:'calt'_0]";

/** What a command printed, in its colours, as far as they can be read on ours. All of it is text; places in files open them. */
export const Output = memo(function Output({ text, name }: { readonly text: string; readonly name: string }) {
  const lines = useTerminalLines(text);
  if (lines.length > MANY) {
    return (
      <div role="group" aria-label={name} className={clsx(box, "py-[7px]")}>
        <VList data={lines} itemSize={LINE} tabIndex={0} className="px-2.5" style={{ height: LINE * 20 }}>
          {(line, index) => <Line key={index} line={line} />}
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
      {lines.map((line, index) => (
        <Line key={index} line={line} />
      ))}
    </div>
  );
});

const Line = memo(function Line({ line }: { readonly line: AnsiLine }) {
  return (
    <div className="min-h-[18px] whitespace-pre">
      {line.map((run, index) => {
        const style = styleOf(run);
        return style === undefined ? (
          <Text key={index} text={run.text} />
        ) : (
          <span key={index} style={style}>
            <Text text={run.text} />
          </span>
        );
      })}
    </div>
  );
});

const Text = ({ text }: { readonly text: string }): ReactNode =>
  placesIn(text).map((part, index) =>
    typeof part === "string" ? (
      part
    ) : (
      <FileLink key={index} file={part.file}>
        {part.text}
      </FileLink>
    ),
  );

/** The theme's colours for the sixteen of a terminal: what is black or white there is what can be read here. */
const palette = [
  "var(--text-2)",
  "var(--red)",
  "var(--green)",
  "var(--amber)",
  "var(--syn-function)",
  "var(--syn-keyword)",
  "var(--accent)",
  "var(--text-1)",
  "var(--text-3)",
  "var(--red)",
  "var(--green)",
  "var(--amber)",
  "var(--syn-function)",
  "var(--syn-keyword)",
  "var(--accent)",
  "var(--text-1)",
] as const;

/** A colour of a program's own keeps its hue, and gets as dark or light as it takes to be read. */
function ink(color: AnsiColor): string {
  if (typeof color === "number") return palette[color] ?? "inherit";
  const own = `rgb(${color.join(" ")})`;
  return `light-dark(oklch(from ${own} min(l, 0.52) c h), oklch(from ${own} max(l, 0.7) c h))`;
}

function styleOf(run: AnsiRun): CSSProperties | undefined {
  if (Object.keys(run).length === 1) return undefined;
  const { color, ground, bold, dim, italic, underline, strike, inverse } = run;
  const style: CSSProperties = {};
  if (color !== undefined) style.color = ink(color);
  else if (dim === true) style.color = "var(--text-3)";
  else if (bold === true || ground !== undefined) style.color = "var(--text-1)";
  if (ground !== undefined) style.background = `color-mix(in srgb, ${ink(ground)} 22%, transparent)`;
  if (inverse === true) {
    style.background = color === undefined ? "var(--text-2)" : ink(color);
    style.color = "var(--sunken)";
  }
  if (bold === true) style.fontWeight = "var(--weight-medium)";
  if (italic === true) style.fontStyle = "italic";
  const lines = [underline === true && "underline", strike === true && "line-through"].filter(Boolean);
  if (lines.length > 0) style.textDecorationLine = lines.join(" ");
  return style;
}
