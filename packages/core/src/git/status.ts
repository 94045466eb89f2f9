import { guardFilters } from "./filters.ts";
import { gitRecords, runGit, splitRecords } from "./run.ts";

/** One path that differs from HEAD, as `git status` sees it. */
export interface Change {
  readonly path: string;
  /** Staged: the index differs from HEAD. */
  readonly staged: boolean;
  /** The working tree differs from the index. */
  readonly unstaged: boolean;
  readonly kind: "tracked" | "untracked" | "unmerged";
}

export interface StatusOptions {
  readonly untracked: "all" | "no";
  /** Paths as bytes (`PathBytes`) rather than as a person reads them. */
  readonly bytes?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Paths that differ from HEAD; renames are told as a deletion and an addition. Submodules are compared by their commit
 * alone: looking inside one would run its own configuration. Filters that are not trusted do not run. A nested repository ends with a slash.
 */
export async function changedPaths(root: string, { untracked, bytes, signal }: StatusOptions): Promise<Change[]> {
  const args = ["status", "--porcelain=v2", "-z", "--no-renames", "--ignore-submodules=dirty"];
  const { config } = await guardFilters(root);
  const { stdout, stderr } = await runGit([...config, ...args, `--untracked-files=${untracked}`], {
    cwd: root,
    signal,
  });
  const changes: Change[] = [];
  for (const record of splitRecords(stdout.toString(bytes === true ? "latin1" : "utf8"))) {
    const change = parseChange(record);
    if (change !== undefined) changes.push(change);
  }
  return linksLoop(stderr) ? [...changes, ...(await deletedBeside(changes, root, signal))] : changes;
}

/** A link to itself in the place of a folder: git complains of each file that was in it, and passes over its deletion. */
const linksLoop = (stderr: string): boolean => stderr.includes("Too many levels of symbolic links");

async function deletedBeside(known: readonly Change[], cwd: string, signal?: AbortSignal): Promise<Change[]> {
  const told = new Set(known.map(({ path }) => path));
  const deleted = await gitRecords(["ls-files", "-z", "--deleted"], { cwd, signal });
  return deleted
    .filter((path) => !told.has(path))
    .map((path) => ({ path, staged: false, unstaged: true, kind: "tracked" }));
}

/** How many fields stand before the path, by the record's first character. */
const fieldsBefore: Readonly<Record<string, number>> = { "1": 8, u: 10, "?": 1 };

function parseChange(record: string): Change | undefined {
  const count = fieldsBefore[record[0] ?? ""];
  if (count === undefined) return undefined;
  let start = 0;
  for (let i = 0; i < count; i += 1) start = record.indexOf(" ", start) + 1;
  const path = record.slice(start);
  if (record[0] === "?") return { path, staged: false, unstaged: true, kind: "untracked" };
  if (record[0] === "u") return { path, staged: true, unstaged: true, kind: "unmerged" };
  return { path, staged: record[2] !== ".", unstaged: record[3] !== ".", kind: "tracked" };
}

/** How many paths differ from HEAD, untracked ones included. */
export async function countChanges(root: string, signal?: AbortSignal): Promise<number> {
  return (await changedPaths(root, { untracked: "all", signal })).length;
}
