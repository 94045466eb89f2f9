import { rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError } from "../errors/index.ts";
import { changedFiles, commitTree, personIdentity, runGit, type Trees, updateRef } from "../git/index.ts";
import { keepFiles } from "./keepFiles.ts";
import { readSituation, type Situation } from "./situation.ts";
import type { LandingPlace, LandRequest } from "./types.ts";

/** Puts the work on its base as one new commit. The merge is made beside every checkout; only a clean one moves anything. */
export async function land(
  place: LandingPlace,
  request: LandRequest,
): Promise<{ readonly commit: string; readonly base: string }> {
  const situation = await readSituation(place);
  if (situation === undefined) throw new AppError("base_not_found", place.base);
  requireReady(situation);
  const { base, baseCommit, head, mergedTree, checkout } = situation;
  await request.allow?.({ baseCommit, head });
  const commit = await commitTree(place.worktreePath, {
    tree: mergedTree,
    parents: request.method === "merge" ? [baseCommit, head] : [baseCommit],
    message: request.message,
    env: await personIdentity(place.worktreePath),
  });
  const reason = `flightdeck: ${request.method} ${place.branch}`;
  const move = { ref: `refs/heads/${base}`, to: commit, from: baseCommit, reason };
  if (checkout === undefined) await updateRef(place.worktreePath, move);
  else await moveCheckout(checkout, { from: baseCommit, to: commit }, () => updateRef(checkout, move));
  return { commit, base };
}

function requireReady({ uncommitted, nothing, conflicts, inTheWay, checkout }: Situation): void {
  if (uncommitted.length > 0) throw new AppError("uncommitted_changes", uncommitted.join("\n"));
  if (nothing) throw new AppError("nothing_to_land");
  if (conflicts.length > 0) throw new AppError("merge_conflict", conflicts.join("\n"));
  if (inTheWay.length > 0) throw new AppError("base_dirty", [`In ${checkout}:`, ...inTheWay].join("\n"));
}

/**
 * Moves a checkout's files and index together with its branch. Files go first: should the host die in between, the
 * checkout shows the landing as staged changes on a base that did not move, which loses nothing.
 */
async function moveCheckout(root: string, trees: Trees, moveRef: () => Promise<void>): Promise<void> {
  const readTree = (from: string, to: string, ...flags: readonly string[]) =>
    runGit(["read-tree", ...flags, "-m", "-u", from, to], { cwd: root });
  // What came into the way since the check is refused here, before a file is written.
  await readTree(trees.from, trees.to, "--dry-run").catch((error: unknown) => {
    const detail = error instanceof AppError ? error.detail : undefined;
    if (detail === undefined || !/would be overwritten|not uptodate|would lose/.test(detail)) throw error;
    throw new AppError("base_dirty", detail, { cause: error });
  });
  const changes = await changedFiles(root, trees);
  const old = changes.flatMap(({ kind, path, oldPath }) => (kind === "added" ? [] : [oldPath ?? path]));
  await using kept = await keepFiles(root, old);
  try {
    await readTree(trees.from, trees.to);
  } catch (error) {
    await removeNew(root, changes);
    await kept.putBack();
    await runGit(["update-index", "-q", "--refresh"], { cwd: root, okCodes: [0, 1] });
    throw error;
  }
  try {
    await moveRef();
  } catch (error) {
    await readTree(trees.to, trees.from);
    throw error;
  }
}

/** After a move that broke off: the index is still the old one, and the files that came must go. */
async function removeNew(root: string, changes: Awaited<ReturnType<typeof changedFiles>>): Promise<void> {
  for (const { kind, path } of changes) {
    if (kind !== "added" && kind !== "renamed") continue;
    await rm(join(root, path), { force: true }).catch(() => undefined);
    await removeEmptyAbove(root, path);
  }
}

async function removeEmptyAbove(root: string, path: string): Promise<void> {
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    const emptied = await rmdir(join(root, folder)).then(
      () => true,
      () => false,
    );
    if (!emptied) return;
  }
}
