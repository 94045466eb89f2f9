/** A colour of a terminal: one of its sixteen, which the theme has its own for, or any other by its parts. */
export type AnsiColor = number | readonly [red: number, green: number, blue: number];

/** How a run of terminal output is drawn. */
export interface AnsiStyle {
  readonly color?: AnsiColor;
  readonly ground?: AnsiColor;
  readonly bold?: true;
  readonly dim?: true;
  readonly italic?: true;
  readonly underline?: true;
  readonly strike?: true;
  readonly inverse?: true;
}

export interface AnsiRun extends AnsiStyle {
  readonly text: string;
}

/** One line as the terminal leaves it. */
export type AnsiLine = readonly AnsiRun[];

const plain: AnsiStyle = {};

/** What is more than text: CSI, OSC and other strings (ended by BEL or ST, or by nothing yet), short escapes, and control characters. */
const special =
  // oxlint-disable-next-line no-control-regex -- escapes are what this reads
  /\u001b\[([0-9:;<=>?]*)[ -/]*([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\u001b[PX^_][^\u001b]*(?:\u001b\\|$)|\u001b\[[0-9:;<=>?]*[ -/]*$|\u001b[ -/]*[0-~]?|[\u0000-\u0008\u000a-\u001a\u001c-\u001f\u007f]/g;

/** The lines of a terminal that is only written to: a cursor, and what the sequences that programs use for progress do to them. */
export interface Terminal {
  readonly write: (output: string) => void;
  /** The lines so far; those that did not change are the same as before. */
  readonly lines: () => readonly AnsiLine[];
}

/** Rows that a program may go back over; farther up nothing is rewritten. */
const REACH = 200;
/** A cursor that is sent farther right than this stays. */
const WIDEST = 2_000;

export function createTerminal(): Terminal {
  const lines: AnsiLine[] = [[]];
  let row = 0;
  let column = 0;
  let style = plain;

  const put = (text: string) => {
    if (text === "") return;
    const line = lines[row] ?? [];
    const length = lengthOf(line);
    const run: AnsiRun = { ...style, text };
    if (column >= length) {
      const gap = column - length;
      lines[row] = joined(gap === 0 ? line : joined(line, [{ text: " ".repeat(gap) }]), [run]);
    } else {
      lines[row] = joined(joined(cut(line, 0, column), [run]), cut(line, column + text.length, length));
    }
    column += text.length;
  };
  const newLine = () => {
    row += 1;
    column = 0;
    if (row === lines.length) lines.push([]);
  };
  const erase = (what: number) => {
    const line = lines[row] ?? [];
    if (what === 0) lines[row] = cut(line, 0, column);
    else if (what === 2) lines[row] = [];
    else lines[row] = [{ text: " ".repeat(column) }, ...cut(line, column, lengthOf(line))];
  };
  const move = (parameters: string, final: string) => {
    const count = Math.min(WIDEST, Number(/^\d+/.exec(parameters)?.[0] ?? 0));
    const steps = Math.max(1, count);
    switch (final) {
      case "m":
        style = applySgr(style, parameters);
        return;
      case "K":
        return erase(count);
      case "J":
        if (count === 0) {
          erase(0);
          lines.length = row + 1;
        }
        return;
      case "A":
      case "F":
        row = Math.max(0, lines.length - REACH, row - steps);
        if (final === "F") column = 0;
        return;
      case "B":
      case "E": {
        // At the end one line is begun, however far it was to go: a few characters do not make thousands of lines.
        const at = column;
        row = Math.min(row + steps, lines.length) - 1;
        newLine();
        if (final === "B") column = at;
        return;
      }
      case "C":
        column = Math.min(WIDEST, column + steps);
        return;
      case "D":
        column = Math.max(0, column - steps);
        return;
      case "G":
        column = steps - 1;
    }
  };

  return {
    lines: () => lines,
    write(output) {
      let from = 0;
      for (const match of output.matchAll(special)) {
        put(output.slice(from, match.index));
        from = match.index + match[0].length;
        if (match[2] !== undefined) move(match[1] ?? "", match[2]);
        else if (match[0] === "\n") newLine();
        else if (match[0] === "\r") column = 0;
        else if (match[0] === "\b") column = Math.max(0, column - 1);
      }
      put(output.slice(from));
    },
  };
}

/**
 * Terminal output as lines of styled runs: what a terminal would show in the end. Titles, links and all other sequences are
 * dropped: nothing of it can reach the page as anything but text.
 */
export function parseAnsi(output: string): readonly AnsiLine[] {
  const terminal = createTerminal();
  terminal.write(output);
  return terminal.lines();
}

const lengthOf = (line: AnsiLine): number => line.reduce((sum, { text }) => sum + text.length, 0);

/** The columns of a line from one place to another. */
function cut(line: AnsiLine, from: number, to: number): AnsiLine {
  const kept: AnsiRun[] = [];
  let at = 0;
  for (const run of line) {
    const text = run.text.slice(Math.max(0, from - at), Math.max(0, to - at));
    at += run.text.length;
    if (text !== "") kept.push({ ...run, text });
  }
  return kept;
}

/** Two pieces of a line; runs of the same style become one. */
function joined(before: AnsiLine, after: AnsiLine): AnsiLine {
  const last = before.at(-1);
  const [first, ...others] = after;
  if (last === undefined || first === undefined || !sameStyle(last, first)) return [...before, ...after];
  return [...before.slice(0, -1), { ...last, text: last.text + first.text }, ...others];
}

const marks = ["bold", "dim", "italic", "underline", "strike", "inverse"] as const;
const sameColor = (a: AnsiColor | undefined, b: AnsiColor | undefined): boolean =>
  a === b || (typeof a === "object" && typeof b === "object" && a.every((part, index) => part === b[index]));
const sameStyle = (a: AnsiStyle, b: AnsiStyle): boolean =>
  sameColor(a.color, b.color) && sameColor(a.ground, b.ground) && marks.every((mark) => a[mark] === b[mark]);

const set: Readonly<Record<number, AnsiStyle>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  21: { underline: true },
};
const unset: Readonly<Record<number, readonly (keyof AnsiStyle)[]>> = {
  22: ["bold", "dim"],
  23: ["italic"],
  24: ["underline"],
  27: ["inverse"],
  29: ["strike"],
  39: ["color"],
  49: ["ground"],
};

/** The style after one SGR sequence (`ESC [ … m`). */
export function applySgr(style: AnsiStyle, parameters: string): AnsiStyle {
  // "4:3" is a kind of underline, "38:2::r:g:b" a colour: a colon's numbers belong to the one before.
  const codes = parameters === "" ? ["0"] : parameters.split(";");
  let next = style;
  for (let at = 0; at < codes.length; at += 1) {
    const [code = 0, ...own] = (codes[at] ?? "0").split(":").map(Number);
    const added = set[code];
    const removed = unset[code];
    if (code === 0) next = plain;
    else if (code === 4 && own[0] === 0) next = without(next, ["underline"]);
    else if (added !== undefined) next = { ...next, ...added };
    else if (removed !== undefined) next = without(next, removed);
    else if (code >= 30 && code <= 37) next = { ...next, color: code - 30 };
    else if (code >= 90 && code <= 97) next = { ...next, color: code - 82 };
    else if (code >= 40 && code <= 47) next = { ...next, ground: code - 40 };
    else if (code >= 100 && code <= 107) next = { ...next, ground: code - 92 };
    else if (code === 38 || code === 48) {
      // With colons the colour is whole; a colour space may stand before its parts.
      const given =
        own.length > 0 ? [own[0] ?? 0, ...own.slice(own[0] === 2 ? -3 : 1)] : codes.slice(at + 1, at + 5).map(Number);
      if (own.length === 0) at += given[0] === 5 ? 2 : 4;
      const color = colorOf(given);
      if (color !== undefined) next = { ...next, [code === 38 ? "color" : "ground"]: color };
    }
  }
  return next;
}

function without(style: AnsiStyle, names: readonly (keyof AnsiStyle)[]): AnsiStyle {
  return Object.fromEntries(Object.entries(style).filter(([name]) => !names.some((gone) => gone === name)));
}

/** `5;n` or `2;r;g;b`. */
function colorOf([kind, ...parts]: readonly number[]): AnsiColor | undefined {
  if (kind === 5) return indexed(parts[0] ?? -1);
  if (kind !== 2) return undefined;
  const [red = -1, green = -1, blue = -1] = parts;
  return [red, green, blue].every((part) => part >= 0 && part <= 255) ? [red, green, blue] : undefined;
}

/** The 256 colours: sixteen of the theme's, a cube of six steps each way, and greys. */
function indexed(index: number): AnsiColor | undefined {
  if (!(index >= 0 && index <= 255)) return undefined;
  if (index < 16) return index;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const step = (place: number) => {
    const at = Math.floor((index - 16) / place) % 6;
    return at === 0 ? 0 : 55 + at * 40;
  };
  return [step(36), step(6), step(1)];
}

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
