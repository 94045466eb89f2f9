import type { DiffFile } from "@flightdeck/contract";
import type { LinePoint } from "./parts.ts";
import type { ReadPatch } from "./patch.ts";

/** Where a step leads: a change, or the head of a file whose lines are not shown or not there yet. */
export interface Stop {
  readonly path: string;
  readonly point?: LinePoint;
}

/** The first line of each run of removed and added lines. */
export function changesOf({ diff }: ReadPatch): readonly LinePoint[] {
  return diff.hunks.flatMap((hunk) => {
    let old = hunk.deletionStart;
    let fresh = hunk.additionStart;
    return hunk.hunkContent.flatMap((content): readonly LinePoint[] => {
      const point: LinePoint =
        content.type === "change" && content.deletions > 0 ? { side: "old", line: old } : { side: "new", line: fresh };
      if (content.type === "context") {
        old += content.lines;
        fresh += content.lines;
        return [];
      }
      old += content.deletions;
      fresh += content.additions;
      return [point];
    });
  });
}

/**
 * The change after or before a place. Past the last of a file comes the next file: its first change, or its head while its
 * patch is not there. Undefined at the end of the diff.
 */
export function nextStop(
  files: readonly DiffFile[],
  stopsOf: (file: DiffFile) => readonly LinePoint[],
  from: Stop | undefined,
  by: 1 | -1,
): Stop | undefined {
  const at = files.findIndex(({ path }) => path === from?.path);
  const here = files[at];
  if (here !== undefined && from !== undefined) {
    const stops = stopsOf(here);
    const now = stops.findIndex(({ side, line }) => side === from.point?.side && line === from.point.line);
    // From a file's head its first change is next.
    const point = from.point === undefined && by === -1 ? undefined : stops[now < 0 ? 0 : now + by];
    if (point !== undefined) return { path: here.path, point };
  }
  const next = files[here === undefined ? (by === 1 ? 0 : files.length - 1) : at + by];
  if (next === undefined) return undefined;
  const point = by === 1 ? stopsOf(next)[0] : stopsOf(next).at(-1);
  return { path: next.path, ...(point && { point }) };
}
