/** How a run of terminal output is drawn. Colours are the names of the theme's signals; the rest of the palette is left plain. */
export interface AnsiStyle {
  readonly color?: AnsiColor;
  readonly bold?: boolean;
  readonly dim?: boolean;
}
export type AnsiColor = "red" | "green" | "amber" | "accent" | "meta";

export interface AnsiRun extends AnsiStyle {
  readonly text: string;
}

const plain: AnsiStyle = {};

/** CSI, OSC (ended by BEL or ST), other string sequences, and two-character escapes; an unfinished one at the end as well. */
const sequence =
  // oxlint-disable-next-line no-control-regex -- escapes are what this reads
  /\u001b\[([0-9:;<=>?]*)[ -/]*([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\u001b[PX^_][^\u001b]*(?:\u001b\\|$)|\u001b\[[0-9:;<=>?]*[ -/]*$|\u001b[ -/]*[0-~]?/g;
// oxlint-disable-next-line no-control-regex -- what a terminal would act on and text cannot
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/g;

const basic: readonly (AnsiColor | undefined)[] = [
  undefined,
  "red",
  "green",
  "amber",
  "accent",
  "accent",
  "accent",
  undefined,
];

function indexed(index: number): AnsiColor | undefined {
  if (index < 8) return basic[index];
  if (index === 8) return "meta";
  if (index < 16) return basic[index - 8];
  return index >= 232 && index < 246 ? "meta" : undefined;
}

/** The style after one SGR sequence (`ESC [ … m`). */
export function applySgr(style: AnsiStyle, parameters: string): AnsiStyle {
  const codes = parameters === "" ? [0] : parameters.split(/[;:]/).map(Number);
  let next = style;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 0) next = plain;
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 22) next = { ...next, bold: undefined, dim: undefined };
    else if (code >= 30 && code <= 37) next = { ...next, color: basic[code - 30] };
    else if (code === 39) next = { ...next, color: undefined };
    else if (code >= 90 && code <= 97) next = { ...next, color: code === 90 ? "meta" : basic[code - 90] };
    else if (code === 38 || code === 48) {
      // 38;5;n or 38;2;r;g;b: the colour's own numbers are not codes.
      if (codes[at + 1] === 5 && code === 38) next = { ...next, color: indexed(codes[at + 2] ?? -1) };
      at += codes[at + 1] === 5 ? 2 : 4;
    }
  }
  return next;
}

/** A line that was written over with carriage returns, as a terminal leaves it (shorter rewrites keep the longer tail). */
export function overwrite(line: string): string {
  if (!line.includes("\r")) return line;
  let shown = "";
  for (const part of line.split("\r")) shown = part + shown.slice(part.length);
  return shown;
}

/**
 * Terminal output as lines of styled runs. Colours and weight are kept, every other sequence (cursor moves, titles, links)
 * is dropped: nothing of it can reach the page as anything but text.
 */
export function parseAnsi(output: string): readonly (readonly AnsiRun[])[] {
  let style = plain;
  return output.split("\n").map((raw) => {
    const line = overwrite(raw.endsWith("\r") ? raw.slice(0, -1) : raw);
    if (!line.includes("\u001b")) return run(line, style);
    const runs: AnsiRun[] = [];
    let from = 0;
    for (const match of line.matchAll(sequence)) {
      runs.push(...run(line.slice(from, match.index), style));
      if (match[2] === "m") style = applySgr(style, match[1] ?? "");
      from = match.index + match[0].length;
    }
    runs.push(...run(line.slice(from), style));
    return runs;
  });
}

const run = (raw: string, style: AnsiStyle): readonly AnsiRun[] => {
  const text = raw.replace(controls, "");
  return text === "" ? [] : [style === plain ? { text } : { ...style, text }];
};

/** The last `count` lines of output, without reading what is before them. */
export function tailLines(output: string, count: number): string {
  const end = output.endsWith("\n") ? output.length - 1 : output.length;
  let from = end;
  for (let left = count; left > 0 && from > 0; left -= 1) from = output.lastIndexOf("\n", from - 1);
  return from < 0 || (from === 0 && output[0] !== "\n") ? output.slice(0, end) : output.slice(from + 1, end);
}

/** How many lines a text has; a break at the end starts no further line. */
export function countLines(text: string): number {
  if (text === "") return 0;
  let lines = text.endsWith("\n") ? 0 : 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
