import { type FindingLines, type FindingSide, parsePatch } from "@flightdeck/contract";
import type { ChangedFile } from "./pieces.ts";

/** The lines of one side that a file's diff shows, both ends among them. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where the lines of a change are: what a finding may point at. */
export interface ChangedPlaces {
  /** The lines that a finding means, and why it points outside of the diff when it does. */
  find(lines: FindingLines): { readonly lines: FindingLines; readonly outside?: string };
  has(path: string): boolean;
}

/** Models write paths in many ways: with git's prefixes, from the root of the worktree, or absolute. */
function* spellings(path: string, root: string): Generator<string> {
  yield path;
  yield path.replace(/^\.\//, "");
  yield path.replace(/^[ab]\//, "");
  if (path.startsWith(`${root}/`)) yield path.slice(root.length + 1);
}

/** Learns of each file's patch as it is read, and then answers for it. */
export function changedPlaces(
  root: string,
  files: readonly Pick<ChangedFile, "path" | "oldPath">[],
): ChangedPlaces & { add(path: string, patch: string): void } {
  const names = new Map<string, string>();
  for (const { path, oldPath } of files) if (oldPath !== undefined) names.set(oldPath, path);
  for (const { path } of files) names.set(path, path);
  const spans = new Map<string, Readonly<Record<FindingSide, readonly Span[]>>>();

  return {
    has: (path) => names.get(path) === path,
    add(path, patch) {
      const { hunks } = parsePatch(patch);
      spans.set(path, {
        old: hunks.map(({ oldStart, oldLines }) => ({ from: oldStart, to: oldStart + oldLines - 1 })),
        new: hunks.map(({ newStart, newLines }) => ({ from: newStart, to: newStart + newLines - 1 })),
      });
    },
    find(told) {
      const startLine = Math.min(told.startLine, told.endLine);
      const endLine = Math.max(told.startLine, told.endLine);
      const path = [...spellings(told.path, root)].map((name) => names.get(name)).find((name) => name !== undefined);
      if (path === undefined)
        return { lines: { ...told, startLine, endLine }, outside: "this file is not in the diff" };
      const lines = { path, side: told.side, startLine, endLine };
      const known = spans.get(path);
      if (known === undefined) return { lines, outside: "this file was not read" };
      if (known[told.side].some(({ from, to }) => startLine <= to && from <= endLine)) return { lines };
      return { lines, outside: "these lines are not in the diff" };
    },
  };
}
