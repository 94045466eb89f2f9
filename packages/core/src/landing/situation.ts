import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { AppError } from "../errors/index.ts";
import {
  type ConflictEntry,
  changedPaths,
  gitText,
  isAncestor,
  listCheckouts,
  mergeTrees,
  mergeTreesFrom,
  resolveCommit,
} from "../git/index.ts";
import { obstaclesIn } from "./obstacles.ts";
import type { LandingRow } from "./rows.ts";
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
  /** Both sides of each: ours is the base, theirs the work. */
  readonly entries: readonly ConflictEntry[];
  /** The work's commit that landed before, squashed or rebased: what came until then is in the base. */
  readonly since?: string;
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
export async function checkoutOf(root: string, branch: string): Promise<string | undefined> {
  const places = (await listCheckouts(root)).filter(
    (checkout) => checkout.branch === branch && existsSync(checkout.path),
  );
  if (places.length > 1) {
    const paths = places.map(({ path }) => path).join(", ");
    throw new AppError("git_failed", `${branch} is checked out in more than one place: ${paths}`);
  }
  return places[0]?.path;
}

/** A landing that left no merge in the history: without it git would bring the same changes once more. */
async function landedBefore(
  cwd: string,
  { base, baseCommit, head }: Pick<Situation, "base" | "baseCommit" | "head">,
  landed: readonly LandingRow[],
): Promise<string | undefined> {
  const last = landed.find((row) => row.state === "landed" && row.base === base);
  if (last === undefined || last.method === "merge") return undefined;
  const both = await Promise.all([isAncestor(cwd, last.head, head), isAncestor(cwd, last.to, baseCommit)]);
  return both.includes(false) ? undefined : last.head;
}

/** Undefined when there is no base to land on. `landed` are the thread's landings, the newest first. */
export async function readSituation(
  place: LandingPlace,
  landed: readonly LandingRow[],
  signal?: AbortSignal,
): Promise<Situation | undefined> {
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
  const since = await landedBefore(cwd, { base, baseCommit, head }, landed);
  const count = (...range: readonly string[]) => gitText(["rev-list", "--count", ...range], { cwd, signal });
  const [ahead, behind, merge, baseTree] = await Promise.all([
    count(head, "--not", baseCommit, ...(since === undefined ? [] : [since])).then(Number),
    count(baseCommit, "--not", head).then(Number),
    since === undefined
      ? mergeTrees(cwd, baseCommit, head, signal)
      : mergeTreesFrom(
          cwd,
          { base: `${since}^{tree}`, ours: `${baseCommit}^{tree}`, theirs: `${head}^{tree}` },
          signal,
        ),
    gitText(["rev-parse", `${baseCommit}^{tree}`], { cwd, signal }),
  ]);
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
    entries: merge.entries,
    ...(since === undefined ? {} : { since }),
    nothing: ahead === 0 || (merge.conflicts.length === 0 && merge.merged === baseTree),
    checkout,
    inTheWay: checkout !== undefined && lands ? await obstaclesIn(checkout, to, signal) : [],
  };
}
