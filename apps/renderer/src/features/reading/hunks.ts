import type { ChangeReading, FileChangesReading } from "@flightdeck/contract";
import type { LinePoint } from "../review/parts.ts";

/** A stretch of a file's diff, by its place among the hunks and its lines: a hunk as it is shown, or what a key acts on. */
export interface Stretch {
  readonly path: string;
  readonly index: number;
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
}

/** What is read of a stretch. */
export interface StretchReading {
  /** All of it is read, and there is something. */
  readonly read: boolean;
  /** It holds an unread change that was not there when the person looked last. */
  readonly fresh: boolean;
  readonly keys: readonly string[];
}

const within = (line: number, start: number, lines: number): boolean => line >= start && line < start + lines;

/** The changes that stand in a stretch. One without lines belongs to what comes first in its file. */
export const changesIn = (stretch: Stretch, hunks: FileChangesReading["hunks"]): readonly ChangeReading[] =>
  hunks.flat().filter((change) => {
    if (change.oldLines === 0 && change.newLines === 0) return stretch.index === 0;
    return change.oldLines > 0
      ? within(change.oldStart, stretch.oldStart, stretch.oldLines)
      : within(change.newStart, stretch.newStart, stretch.newLines);
  });

export function readingIn(stretch: Stretch, hunks: FileChangesReading["hunks"]): StretchReading {
  const changes = changesIn(stretch, hunks);
  return {
    read: changes.length > 0 && changes.every(({ read }) => read),
    fresh: changes.some(({ fresh }) => fresh),
    keys: changes.map(({ key }) => key),
  };
}

/** The lines that a hunk's changes take up in both versions. */
export function stretchOf(path: string, index: number, changes: readonly ChangeReading[]): Stretch {
  const lined = changes.filter(({ oldLines, newLines }) => oldLines > 0 || newLines > 0);
  const span = (start: "oldStart" | "newStart", lines: "oldLines" | "newLines") => {
    if (lined.length === 0) return { from: 0, count: 0 };
    const from = Math.min(...lined.map((change) => change[start]));
    return { from, count: Math.max(...lined.map((change) => change[start] + change[lines])) - from };
  };
  const old = span("oldStart", "oldLines");
  const now = span("newStart", "newLines");
  return { path, index, oldStart: old.from, oldLines: old.count, newStart: now.from, newLines: now.count };
}

/** Where to go to see a change; undefined for one without lines. */
export function pointOf(changes: readonly ChangeReading[]): LinePoint | undefined {
  const change = changes.find(({ read, oldLines, newLines }) => !read && oldLines + newLines > 0);
  if (change === undefined) return undefined;
  return change.newLines > 0 ? { side: "new", line: change.newStart } : { side: "old", line: change.oldStart };
}

/** The first unread hunk of a file, or the first one that stands behind a stretch of it. */
export function nextUnreadIn(
  path: string,
  hunks: FileChangesReading["hunks"],
  behind?: Stretch,
): { readonly stretch: Stretch; readonly point: LinePoint | undefined } | undefined {
  const isBehind = (at: Stretch): boolean =>
    behind === undefined || at.oldStart > behind.oldStart || at.newStart > behind.newStart;
  for (const [index, changes] of hunks.entries()) {
    const stretch = stretchOf(path, index, changes);
    if (changes.every(({ read }) => read) || !isBehind(stretch)) continue;
    return { stretch, point: pointOf(changes) };
  }
  return undefined;
}

/** Where a stretch begins. */
export const startOf = ({ oldStart, oldLines, newStart, newLines }: Stretch): LinePoint | undefined => {
  if (newLines > 0) return { side: "new", line: newStart };
  return oldLines > 0 ? { side: "old", line: oldStart } : undefined;
};
