import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { DiffScope } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { emptyTree, firstParent, gitText, resolveCommit, type Shadows, stagedTree, type Trees } from "../git/index.ts";
import type { Comparison, ReviewPlace, TurnStates } from "./types.ts";

/** Two commits or trees, and how a person calls what is compared with. */
export interface Compared extends Trees {
  readonly against: string;
}

async function requireFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) throw new AppError("worktree_missing", path);
}

/** Where the branch left its base. A base that is gone is an error; a thread that started from a bare commit has none. */
export async function branchStart({ path, base, baseCommit }: ReviewPlace): Promise<Omit<Compared, "to">> {
  if (base === undefined) {
    if (baseCommit === undefined) throw new AppError("base_not_found");
    return { from: baseCommit, against: baseCommit.slice(0, 10) };
  }
  const commit = await resolveCommit(path, `refs/heads/${base}`);
  if (commit === undefined) throw new AppError("base_not_found", base);
  const from = await gitText(["merge-base", "HEAD", commit], { cwd: path, okCodes: [0, 1] });
  return { from: from || baseCommit || commit, against: base };
}

/** What a scope compares now. The folder's own index is only read. */
export async function compareScope(
  shadows: Shadows,
  place: ReviewPlace,
  scope: DiffScope,
  signal?: AbortSignal,
): Promise<Compared> {
  await requireFolder(place.path);
  const { path } = place;
  const head = async (): Promise<string> => (await resolveCommit(path, "HEAD")) ?? emptyTree(path);
  switch (scope.kind) {
    case "uncommitted": {
      const [from, { tree }] = await Promise.all([head(), shadows.storedTree(path, signal)]);
      return { from, to: tree, against: "HEAD" };
    }
    case "staged": {
      const index = stagedTree(await shadows.place(path), shadows.scratchIndex(path), signal);
      const [from, to] = await Promise.all([head(), index]);
      return { from, to, against: "HEAD" };
    }
    case "branch": {
      const [start, { tree }] = await Promise.all([branchStart(place), shadows.storedTree(path, signal)]);
      return { ...start, to: tree };
    }
    case "last_turn":
      return compareTurn(shadows, place, { ...place, name: place.turn ?? "the last turn" }, signal);
    case "turn": {
      const states = place.turnStates?.(scope.turnId);
      if (states === undefined) throw new AppError("turn_not_found");
      return compareTurn(shadows, place, states, signal);
    }
    case "commit": {
      const parent = await firstParent(path, scope.commit);
      if (parent === null) throw new AppError("branch_not_found", scope.commit.slice(0, 10));
      const against = parent === undefined ? "nothing" : parent.slice(0, 10);
      return { from: parent ?? (await emptyTree(path)), to: scope.commit, against };
    }
  }
}

async function compareTurn(
  shadows: Shadows,
  { path }: ReviewPlace,
  { before, after, name }: TurnStates,
  signal?: AbortSignal,
): Promise<Compared> {
  if (before === undefined) {
    const nothing = await emptyTree(path);
    return { from: nothing, to: nothing, against: name };
  }
  return { from: before, to: after ?? (await shadows.rawTree(path, signal)).tree, against: name };
}

/** The trees of two commits or trees, and the fingerprint of what differs between them. */
export async function compareCommits(
  cwd: string,
  { from, to }: Trees,
  signal?: AbortSignal,
): Promise<Omit<Comparison, "against">> {
  const names = await gitText(["rev-parse", `${from}^{tree}`, `${to}^{tree}`], { cwd, signal });
  const [fromTree = "", toTree = ""] = names.split("\n");
  const fingerprint = createHash("sha256").update(names).digest("hex").slice(0, 32);
  return { from: fromTree, to: toTree, fingerprint };
}
