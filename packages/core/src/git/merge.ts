import { runGit, splitRecords } from "./run.ts";

export interface Merged {
  /** The tree of the merge; with conflicts it holds their markers. */
  readonly merged: string;
  /** Paths in conflict. */
  readonly conflicts: readonly string[];
}

/** Merges two commits without a working tree, an index or a ref. */
export async function mergeTrees(cwd: string, ours: string, theirs: string, signal?: AbortSignal): Promise<Merged> {
  const args = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "--allow-unrelated-histories", "-z"];
  const { code, stdout } = await runGit([...args, ours, theirs], { cwd, okCodes: [0, 1], signal });
  const [merged = "", ...paths] = splitRecords(stdout.toString("utf8"));
  return { merged, conflicts: code === 0 ? [] : [...new Set(paths.filter((path) => path !== ""))] };
}
