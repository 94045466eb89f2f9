import { requirePlain } from "./filters.ts";
import { gitRecords, runGit, splitRecords } from "./run.ts";

export interface Merged {
  /** The tree of the merge; with conflicts it holds their markers. */
  readonly merged: string;
  /** Paths in conflict. */
  readonly conflicts: readonly string[];
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
  const args = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "--allow-unrelated-histories", "-z"];
  const { code, stdout } = await runGit([...(await withoutDrivers(cwd)), ...args, ours, theirs], {
    cwd,
    okCodes: [0, 1],
    signal,
  });
  const [merged = "", ...paths] = splitRecords(stdout.toString("utf8"));
  return { merged, conflicts: code === 0 ? [] : [...new Set(paths.filter((path) => path !== ""))] };
}
