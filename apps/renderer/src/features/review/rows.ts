import type { FileDiffMetadata, SelectedLineRange } from "@pierre/diffs";
import type { HunkRef, LinePoint, LineSelection, Side } from "./parts.ts";

/** One row of a file's patch, in the order of the unified style. Unchanged lines have both numbers. */
export interface Row {
  readonly hunk: number;
  readonly old?: number;
  readonly new?: number;
}

/** The patch's rows. A change is all its removed lines, then all its added ones. */
export function rowsOf(diff: FileDiffMetadata): readonly Row[] {
  const rows: Row[] = [];
  diff.hunks.forEach((hunk, index) => {
    let old = hunk.deletionStart;
    let fresh = hunk.additionStart;
    for (const content of hunk.hunkContent) {
      if (content.type === "context") {
        for (let line = 0; line < content.lines; line += 1) rows.push({ hunk: index, old: old++, new: fresh++ });
      } else {
        for (let line = 0; line < content.deletions; line += 1) rows.push({ hunk: index, old: old++ });
        for (let line = 0; line < content.additions; line += 1) rows.push({ hunk: index, new: fresh++ });
      }
    }
  });
  return rows;
}

/** A hunk as parts get it. */
export function hunkRef(path: string, diff: FileDiffMetadata, index: number): HunkRef | undefined {
  const hunk = diff.hunks[index];
  if (hunk === undefined) return undefined;
  const specs = hunk.hunkSpecs ?? "";
  const header = /^@@ .*? @@/.exec(specs)?.[0] ?? specs.trim();
  const removed: number[] = [];
  const added: number[] = [];
  let old = hunk.deletionStart;
  let fresh = hunk.additionStart;
  for (const content of hunk.hunkContent) {
    if (content.type === "context") {
      old += content.lines;
      fresh += content.lines;
    } else {
      for (let line = 0; line < content.deletions; line += 1) removed.push(old++);
      for (let line = 0; line < content.additions; line += 1) added.push(fresh++);
    }
  }
  return {
    path,
    index,
    oldStart: hunk.deletionStart,
    oldLines: hunk.deletionCount,
    newStart: hunk.additionStart,
    newLines: hunk.additionCount,
    header,
    section: hunk.hunkContext ?? "",
    removed,
    added,
  };
}

const isAt = (row: Row, { side, line }: LinePoint): boolean => row[side] === line;

/** Where a line stands among the rows; one that the patch does not show has no row. */
export const rowAt = (rows: readonly Row[], point: LinePoint): number => rows.findIndex((row) => isAt(row, point));

const pointOf = (row: Row): LinePoint =>
  row.new !== undefined ? { side: "new", line: row.new } : { side: "old", line: row.old ?? 0 };

const span = (lines: readonly number[]) => {
  const start = lines[0];
  const end = lines.at(-1);
  return start === undefined || end === undefined ? undefined : { start, end };
};

/**
 * What lies between two rows. In the split style a selection of one column holds what changed in that column alone:
 * `only` names it.
 */
export function selectRows(
  path: string,
  rows: readonly Row[],
  from: number,
  to: number,
  only?: Side,
): LineSelection | undefined {
  const chosen = rows
    .slice(Math.min(from, to), Math.max(from, to) + 1)
    .filter((row) => only === undefined || row[only] !== undefined);
  const first = chosen[0];
  const last = chosen.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const numbers = (side: Side) => chosen.flatMap((row) => row[side] ?? []);
  const old = only === "new" ? undefined : span(numbers("old"));
  const fresh = only === "old" ? undefined : span(numbers("new"));
  const end = (row: Row): LinePoint => (only === undefined ? pointOf(row) : { side: only, line: row[only] ?? 0 });
  return {
    path,
    start: end(first),
    end: end(last),
    removed: chosen.flatMap((row) => (row.new === undefined ? (row.old ?? []) : [])),
    added: chosen.flatMap((row) => (row.old === undefined ? (row.new ?? []) : [])),
    ...(old && { old }),
    ...(fresh && { new: fresh }),
  };
}

const sideOf = (side: "deletions" | "additions" | undefined): Side => (side === "deletions" ? "old" : "new");
export const libSide = (side: Side) => (side === "old" ? "deletions" : "additions");

/** What the diff library calls selected, as parts get it. */
export function readRange(
  path: string,
  diff: FileDiffMetadata,
  range: SelectedLineRange,
  style: "unified" | "split",
): LineSelection | undefined {
  const rows = rowsOf(diff);
  const side = sideOf(range.side);
  const endSide = sideOf(range.endSide ?? range.side);
  const from = rowAt(rows, { side, line: range.start });
  const to = rowAt(rows, { side: endSide, line: range.end });
  if (from < 0 || to < 0) return undefined;
  return selectRows(path, rows, from, to, style === "split" && side === endSide ? side : undefined);
}

/** The same the other way round. */
export const writeRange = ({ start, end }: LineSelection): SelectedLineRange => ({
  start: start.line,
  side: libSide(start.side),
  end: end.line,
  ...(end.side !== start.side && { endSide: libSide(end.side) }),
});

/** The line below which something about `line` stands: itself, or the nearest one above that the patch shows, or the first. */
export function standsAt(rows: readonly Row[], side: Side, line: number): LinePoint | undefined {
  let best: number | undefined;
  for (const row of rows) {
    const number = row[side];
    if (number === undefined) continue;
    if (number > line && best !== undefined) break;
    best = number;
    if (number >= line) break;
  }
  if (best !== undefined) return { side, line: best };
  const first = rows[0];
  return first && pointOf(first);
}
