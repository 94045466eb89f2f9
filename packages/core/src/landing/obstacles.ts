import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { changedFiles, changedPaths, gitDirs, gitRecords, operationIn, type Trees } from "../git/index.ts";

const kindAt = async (path: string): Promise<"nothing" | "folder" | "file"> => {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return "nothing";
  return found.isDirectory() ? "folder" : "file";
};

/**
 * What in a checkout stands in the way of moving it between two trees: every change of a tracked file, staged or not,
 * and files outside of git's sight, ignored ones too, that the move would write over. A merge or the like that is not
 * finished stands in it even without a change: its commit would undo what came meanwhile.
 */
export async function obstaclesIn(root: string, trees: Trees, signal?: AbortSignal): Promise<readonly string[]> {
  const [dirty, changes, { gitDir }] = await Promise.all([
    changedPaths(root, { untracked: "no", signal }),
    changedFiles(root, trees, signal),
    gitDirs(root),
  ]);
  const unfinished = operationIn(gitDir);
  // A rename is a new file at its new path, and an end at its old one.
  const added = changes.filter(({ kind }) => kind === "added" || kind === "renamed").map(({ path }) => path);
  const removed = new Set(
    changes.flatMap(({ kind, path, oldPath }) => (kind === "deleted" ? [path] : (oldPath ?? []))),
  );
  const met = await Promise.all(added.map((path) => metBy(root, path, removed, signal)));
  const begun = unfinished === undefined ? [] : [`.git/${unfinished}`];
  return [...new Set([...begun, ...dirty.map(({ path }) => path), ...met.flat()])].sort();
}

/** What an added file would write over. What git tracks there goes with the move. */
async function metBy(
  root: string,
  path: string,
  removed: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    if (removed.has(folder)) return [];
    if ((await kindAt(join(root, folder))) === "file") return [folder];
  }
  switch (await kindAt(join(root, path))) {
    case "nothing":
      return [];
    case "file":
      return removed.has(path) ? [] : [path];
    case "folder":
      return gitRecords(["ls-files", "-z", "--others", "--", path], { cwd: root, signal });
  }
}
