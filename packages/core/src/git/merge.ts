import { requirePlain } from "./filters.ts";
import { commitTree, ourIdentity } from "./objects.ts";
import { gitRecords, runGit, splitRecords } from "./run.ts";

/** One side of a path in conflict. Stage 1 is what both came from, 2 ours, 3 theirs. */
export interface ConflictEntry {
  readonly mode: string;
  readonly object: string;
  readonly stage: 1 | 2 | 3;
  readonly path: string;
}

export interface Merged {
  /** The tree of the merge; with conflicts it holds their markers. */
  readonly merged: string;
  /** Paths in conflict. */
  readonly conflicts: readonly string[];
  /** What an index holds of them. */
  readonly entries: readonly ConflictEntry[];
}

/** What git does where no driver is named; a file that it cannot merge is a conflict. */
const plainMerge = "git merge-file --quiet %A %O %B || exit 1";

/**
 * The merge drivers of a repository's configuration may be scripts of its checkout, which an agent can rewrite: every one
 * is replaced by git's own merge of texts.
 */
async function withoutDrivers(cwd: string): Promise<readonly string[]> {
  const args = ["config", "-z", "--name-only", "--get-regexp", String.raw`^merge\..*\.driver$`];
  const keys = await gitRecords(args, { cwd, okCodes: [0, 1] });
  requirePlain(keys);
  return ["merge.renormalize=false", ...keys.map((key) => `${key}=${plainMerge}`)].flatMap((setting) => [
    "-c",
    setting,
  ]);
}

/** Merges two commits without a working tree, an index or a ref, and without a program of the repository's. */
export async function mergeTrees(cwd: string, ours: string, theirs: string, signal?: AbortSignal): Promise<Merged> {
  const args = ["merge-tree", "--write-tree", "--no-messages", "--allow-unrelated-histories", "-z"];
  const { stdout } = await runGit([...(await withoutDrivers(cwd)), ...args, ours, theirs], {
    cwd,
    okCodes: [0, 1],
    signal,
  });
  const [merged = "", ...records] = splitRecords(stdout.toString("utf8"));
  const entries = records.flatMap(parseEntry);
  return { merged, conflicts: [...new Set(entries.map(({ path }) => path))], entries };
}

/** "<mode> <object> <stage>\t<path>" */
function parseEntry(record: string): readonly ConflictEntry[] {
  const [, mode = "", object = "", stage = "", path = ""] = /^(\d+) ([0-9a-f]+) ([123])\t(.*)$/s.exec(record) ?? [];
  return path === "" ? [] : [{ mode, object, stage: Number(stage) as ConflictEntry["stage"], path }];
}

/**
 * Merges the trees of two commits as changes of a third one, whatever their histories say. Three commits without history
 * tell so to a git that knows no --merge-base. Marks of conflicts name `ours` and `theirs` by the commits answered with.
 */
export async function mergeTreesFrom(
  cwd: string,
  trees: { readonly base: string; readonly ours: string; readonly theirs: string },
  signal?: AbortSignal,
): Promise<Merged & { readonly ours: string; readonly theirs: string }> {
  const env = { ...ourIdentity, GIT_AUTHOR_DATE: "1000000000 +0000", GIT_COMMITTER_DATE: "1000000000 +0000" };
  const commit = (tree: string, parents: readonly string[]): Promise<string> =>
    commitTree(cwd, { tree, parents, message: "A side of a merge", env }, signal);
  const from = await commit(trees.base, []);
  const [ours, theirs] = await Promise.all([commit(trees.ours, [from]), commit(trees.theirs, [from])]);
  return { ...(await mergeTrees(cwd, ours, theirs, signal)), ours, theirs };
}
