import { sha256 } from "./sha256.ts";

/** One line of a hunk, without its sign and its line feed; a carriage return at its end belongs to the text. */
export interface HunkLine {
  readonly kind: "context" | "added" | "removed";
  readonly text: string;
  /** The file ends here without a line feed. */
  readonly noNewline?: true;
}

export interface Hunk {
  /** As git writes them: where a side has no lines, its start is the line before. */
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** What git shows behind the numbers: the function or heading that the hunk is in. */
  readonly section: string;
  readonly lines: readonly HunkLine[];
  /** The header of a second part that begins with this hunk: a change of type is the end of one file and the start of another. */
  readonly header?: string;
}

/** git's patch of one file, read. What is binary or changes no line has no hunks. */
export interface Patch {
  /** From `diff --git` up to the first hunk, as it stands. */
  readonly header: string;
  readonly binary: boolean;
  readonly hunks: readonly Hunk[];
  /** The header of a second part that has no hunk. */
  readonly trailer?: string;
}

/** A maximal run of removed and added lines. */
export interface Change {
  /** The first removed line; where none is removed, the old line that follows. */
  readonly oldStart: number;
  readonly oldLines: number;
  /** The first added line; where none is added, the new line that follows. */
  readonly newStart: number;
  readonly newLines: number;
  readonly removed: readonly HunkLine[];
  readonly added: readonly HunkLine[];
}

const hunkHead = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(?: (.*))?$/s;
const signs = { context: " ", added: "+", removed: "-" } as const;

/** Reads git's unified patch of one file, as `diff-tree --patch` writes it. Must not throw: what is no patch has no hunks. */
export function parsePatch(text: string): Patch {
  const hunks: Hunk[] = [];
  let header = "";
  /** What stands between the hunks: the header, and that of a second part. */
  let between = "";
  let at = 0;
  while (at < text.length) {
    const end = endOfLine(text, at);
    const found = text.startsWith("@@ -", at) ? hunkHead.exec(text.slice(at, end)) : null;
    if (found === null) {
      between += text.slice(at, end + 1);
      at = end + 1;
      continue;
    }
    const [, oldStart, oldLines = "1", newStart, newLines = "1", section = ""] = found;
    const sizes = { oldLines: Number(oldLines), newLines: Number(newLines) };
    const body = readBody(text, end + 1, sizes);
    if (hunks.length === 0) header = between;
    hunks.push({
      oldStart: Number(oldStart),
      newStart: Number(newStart),
      ...sizes,
      section,
      lines: body.lines,
      ...(hunks.length > 0 && between !== "" ? { header: between } : {}),
    });
    between = "";
    at = body.end;
  }
  const binary = /^(?:Binary files .* differ|GIT binary patch)$/m.test(hunks.length === 0 ? between : header);
  if (hunks.length === 0) return { header: between, binary, hunks };
  return { header, binary, hunks, ...(between === "" ? {} : { trailer: between }) };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** The lines of a hunk. Its head says how many there are, so that no content is taken for the next head. */
function readBody(
  text: string,
  from: number,
  sizes: { readonly oldLines: number; readonly newLines: number },
): { readonly lines: readonly HunkLine[]; readonly end: number } {
  const lines: HunkLine[] = [];
  let { oldLines, newLines } = sizes;
  let at = from;
  while (at < text.length) {
    const sign = text[at];
    const end = endOfLine(text, at);
    if (sign === "\\") {
      const last = lines.pop();
      if (last === undefined) break;
      lines.push({ ...last, noNewline: true });
    } else {
      if (oldLines <= 0 && newLines <= 0) break;
      const kind =
        sign === "+" ? "added" : sign === "-" ? "removed" : sign === " " || sign === "\n" ? "context" : undefined;
      if (kind === undefined) break;
      lines.push({ kind, text: text.slice(at + 1, Math.max(end, at + 1)) });
      if (kind !== "added") oldLines -= 1;
      if (kind !== "removed") newLines -= 1;
    }
    at = end + 1;
  }
  return { lines, end: at };
}

/** The text that a patch was read from. */
export function formatPatch({ header, hunks, trailer = "" }: Patch): string {
  return header + hunks.map(formatHunk).join("") + trailer;
}

const range = (start: number, lines: number): string => (lines === 1 ? String(start) : `${start},${lines}`);

/** One hunk as git writes it, with the line feed at its end. */
export function formatHunk({ oldStart, oldLines, newStart, newLines, section, lines, header = "" }: Hunk): string {
  const head = `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@${section === "" ? "" : ` ${section}`}\n`;
  return header + head + formatLines(lines);
}

const formatLines = (lines: readonly HunkLine[]): string =>
  lines
    .map(({ kind, text, noNewline }) => {
      return `${signs[kind]}${text}\n${noNewline === true ? "\\ No newline at end of file\n" : ""}`;
    })
    .join("");

/** The changes of a hunk, in their order. */
export const changesOf = (hunk: Hunk): readonly Change[] => runsOf(hunk).map(({ change }) => change);

/** A change, and where its lines are among its hunk's. */
interface Run {
  readonly change: Change;
  readonly from: number;
  readonly to: number;
}

function runsOf({ oldStart, oldLines, newStart, newLines, lines }: Hunk): readonly Run[] {
  const runs: Run[] = [];
  let old = oldLines === 0 ? oldStart + 1 : oldStart;
  let now = newLines === 0 ? newStart + 1 : newStart;
  for (let at = 0; at < lines.length; ) {
    if (lines[at]?.kind === "context") {
      old += 1;
      now += 1;
      at += 1;
      continue;
    }
    const from = at;
    while (at < lines.length && lines[at]?.kind !== "context") at += 1;
    const run = lines.slice(from, at);
    const removed = run.filter(({ kind }) => kind === "removed");
    const added = run.filter(({ kind }) => kind === "added");
    const size = { oldLines: removed.length, newLines: added.length };
    runs.push({ change: { oldStart: old, newStart: now, ...size, removed, added }, from, to: at });
    old += removed.length;
    now += added.length;
  }
  return runs;
}

/**
 * What a change is, wherever it stands and whatever it is compared with: `<content>-<before>-<after>-<occurrence>`. The
 * content is a digest of its lines; before and after are marks of up to three unchanged lines around it, the nearest first,
 * or of the file's end; the occurrence counts changes of a file that are alike in all of this. No line number is in it.
 */
export type ChangeKey = string;

/** The key of each change, by hunk, in the order of `changesOf`. Who has a faster digest than `sha256` may bring it. */
export function keysOf({ hunks }: Patch, digest = sha256): readonly (readonly ChangeKey[])[] {
  const seen = new Map<string, number>();
  return hunks.map((hunk) =>
    runsOf(hunk).map(({ from, to }) => {
      const content = digest(formatLines(hunk.lines.slice(from, to))).slice(0, 32);
      const stem = `${content}-${marksAround(hunk, from - 1, -1)}-${marksAround(hunk, to, 1)}`;
      const occurrence = seen.get(stem) ?? 0;
      seen.set(stem, occurrence + 1);
      return `${stem}-${occurrence}`;
    }),
  );
}

/** How many lines around a change tell it from others with the same content. */
const near = 3;

function marksAround({ lines }: Hunk, from: number, step: 1 | -1): string {
  const marks: string[] = [];
  for (let at = from; marks.length < near; at += step) {
    const line = lines[at];
    if (line !== undefined && line.kind !== "context") break; // another change: it may be a later one
    marks.push(line === undefined ? "end" : mark(line.text));
    if (line === undefined) break;
  }
  return marks.join(".");
}

/** Tells lines apart that stand around equal changes: nothing hangs on it but which of them is which. */
function mark(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
