import { type DiffFile, type Hunk, parsePatch } from "@flightdeck/contract";

/** A changed file, as far as the reviewer cares. */
export type ChangedFile = Pick<DiffFile, "path" | "oldPath" | "kind" | "additions" | "deletions" | "binary"> & {
  /** Why nobody reads it line by line. */
  readonly generated?: string;
};

/** A part of the change that is read at once: whole files, or some hunks of a large one. */
export interface Piece {
  readonly path: string;
  readonly text: string;
}

/** A line that is longer says nothing more. */
const longestLine = 1_000;
/** So many lines tell enough of a file that is gone. */
const deletedLines = 200;

const cutLine = (line: string): string =>
  line.length <= longestLine ? line : `${line.slice(0, longestLine)} [${line.length - longestLine} characters cut]`;

/** The file's kind and names, on one line: a name can hold line breaks. */
function headOf({ path, oldPath, kind }: ChangedFile): string {
  const from = oldPath === undefined ? "" : ` from ${JSON.stringify(oldPath)}`;
  return `=== ${kind} file ${JSON.stringify(path)}${from}`;
}

/** Each line with the number that a finding names it by, and its sign. */
function linesOf({ oldStart, newStart, section, lines }: Hunk): readonly string[] {
  let old = oldStart;
  let now = newStart;
  const numbered = lines.map(({ kind, text }) => {
    const words = cutLine(text.replace(/\r$/, ""));
    if (kind === "removed") return `${old++} -${words}`;
    if (kind === "added") return `${now++} +${words}`;
    old += 1;
    return `${now++}  ${words}`;
  });
  return [`@@ ${cutLine(section)}`.trimEnd(), ...numbered];
}

/** One file's change as pieces of at most `room` characters each, cut between lines where a hunk is larger. */
export function piecesOf(file: ChangedFile, patch: string, room: number): readonly Piece[] {
  const head = headOf(file);
  const hunks = parsePatch(patch).hunks.map(linesOf);
  const all = file.kind === "deleted" ? shortened(hunks.flat()) : hunks.flat();
  if (all.length === 0) return [{ path: file.path, text: `${head}\n(no line changed)\n` }];
  const pieces: Piece[] = [];
  let lines: string[] = [];
  let size = 0;
  const end = () => {
    if (lines.length === 0) return;
    const title = pieces.length === 0 ? head : `${head} (goes on)`;
    pieces.push({ path: file.path, text: `${title}\n${lines.join("\n")}\n` });
    lines = [];
    size = 0;
  };
  for (const line of all) {
    if (size + line.length + 1 > room) end();
    lines.push(line);
    size += line.length + 1;
  }
  end();
  return pieces;
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= deletedLines) return lines;
  return [...lines.slice(0, deletedLines), `(${lines.length - deletedLines} more lines that are gone)`];
}

/** Puts pieces together into parts of at most `room` characters, in their order. */
export function partsOf(pieces: readonly Piece[], room: number): readonly (readonly Piece[])[] {
  const parts: Piece[][] = [];
  let size = room;
  for (const piece of pieces) {
    if (size + piece.text.length > room) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)?.push(piece);
    size += piece.text.length;
  }
  return parts;
}
