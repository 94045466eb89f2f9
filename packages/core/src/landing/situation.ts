import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { AppError } from "../errors/index.ts";
import { changedPaths, gitText, listCheckouts, mergeTrees, resolveCommit } from "../git/index.ts";
import { obstaclesIn } from "./obstacles.ts";
import type { LandingPlace } from "./types.ts";

/** How a thread's work stands to its base, read in one go. */
export interface Situation {
  readonly base: string;
  readonly baseCommit: string;
  readonly head: string;
  readonly uncommitted: readonly string[];
  readonly ahead: number;
  readonly behind: number;
  readonly mergedTree: string;
  readonly conflicts: readonly string[];
  /** The base has the same files with the work as without. */
  readonly nothing: boolean;
  /** Where the base is checked out. */
  readonly checkout?: string;
  /** Paths in that checkout which a landing would meet. */
  readonly inTheWay: readonly string[];
}

export async function requireWorktree(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) throw new AppError("worktree_missing", path);
}

/** Where a branch is checked out. More than one place, which git allows by force, is one too many to keep in step. */
async function checkoutOf(root: string, branch: string): Promise<string | undefined> {
  const places = (await listCheckouts(root)).filter(
    (checkout) => checkout.branch === branch && existsSync(checkout.path),
  );
  if (places.length > 1) {
    const paths = places.map(({ path }) => path).join(", ");
    throw new AppError("git_failed", `${branch} is checked out in more than one place: ${paths}`);
  }
  return places[0]?.path;
}

/** Undefined when there is no base to land on. */
export async function readSituation(place: LandingPlace, signal?: AbortSignal): Promise<Situation | undefined> {
  await requireWorktree(place.worktreePath);
  const { base, worktreePath: cwd } = place;
  if (base === undefined) return undefined;
  const [baseCommit, head, checkout, changes] = await Promise.all([
    resolveCommit(cwd, `refs/heads/${base}`),
    resolveCommit(cwd, "HEAD"),
    checkoutOf(cwd, base),
    changedPaths(cwd, { untracked: "all", signal }),
  ]);
  if (baseCommit === undefined || head === undefined) return undefined;
  const count = ["rev-list", "--left-right", "--count", `${baseCommit}...${head}`];
  const [counts, merge, baseTree] = await Promise.all([
    gitText(count, { cwd, signal }),
    mergeTrees(cwd, baseCommit, head, signal),
    gitText(["rev-parse", `${baseCommit}^{tree}`], { cwd, signal }),
  ]);
  const [behind = 0, ahead = 0] = counts.split("\t").map(Number);
  const lands = merge.conflicts.length === 0 && merge.merged !== baseTree;
  const to = { from: baseTree, to: merge.merged };
  return {
    base,
    baseCommit,
    head,
    uncommitted: changes.map(({ path }) => path),
    ahead,
    behind,
    mergedTree: merge.merged,
    conflicts: merge.conflicts,
    nothing: ahead === 0 || (merge.conflicts.length === 0 && merge.merged === baseTree),
    checkout,
    inTheWay: checkout !== undefined && lands ? await obstaclesIn(checkout, to, signal) : [],
  };
}
