import { AppError } from "../errors/index.ts";
import {
  changedPaths,
  listCheckouts,
  type PathBytes,
  readable,
  requireNoOwnFilter,
  resolveCommit,
  type Shadows,
} from "../git/index.ts";
import type { HeadPlace } from "../worktrees/index.ts";
import { filesOf, inTheWay } from "./files.ts";
import { type Movable, requireMovable, requireSameSubmodules } from "./movable.ts";
import type { HandoverPlan } from "./rows.ts";
import type { HandoverContext, HandoverPlace } from "./types.ts";

/** Both checkouts as a move finds them, and what it would make of them. */
export interface Survey {
  readonly local: Movable;
  /** The thread's worktree, when its folder is there. */
  readonly worktree?: Movable & { readonly path: string };
  /** Untracked files of the local checkout that stay there. */
  readonly stay: ReadonlyMap<PathBytes, string>;
  /** Where the local checkout's HEAD goes when the thread leaves it. */
  readonly home?: HeadPlace;
  /** What it was there before the thread came, should that branch not have moved since. */
  readonly before?: { readonly state: string; readonly tree: string; readonly untracked: readonly PathBytes[] };
  readonly changed: number;
}

const list = (paths: readonly PathBytes[]): string => paths.slice(0, 50).map(readable).join("\n");

function requireClear(root: string, paths: readonly PathBytes[]): void {
  if (paths.length > 0) throw new AppError("in_the_way", `In ${root}:\n${list(paths)}`);
}

/** Rejects when the thread cannot come to the local checkout now. */
export async function surveyToLocal(context: HandoverContext, place: HandoverPlace): Promise<Survey> {
  const { shadows, worktrees } = context;
  const root = place.project.path;
  if (place.worktree?.state !== "ready") throw new AppError("worktree_not_found");
  const { path } = place.worktree;
  await worktrees.requireQuiet(place.threadId);
  const [local, worktree, own, moved] = await Promise.all([
    requireMovable(shadows, root),
    requireMovable(shadows, path),
    changedPaths(root, { untracked: "all", bytes: true }),
    changedPaths(path, { untracked: "all", bytes: true }),
  ]);
  const dirty = own.filter(({ kind }) => kind !== "untracked").map((change) => change.path);
  if (dirty.length > 0) throw new AppError("local_dirty", `In ${root}:\n${list(dirty)}`);
  const [here, coming] = await Promise.all([filesOf(root, local.tree), filesOf(root, worktree.tree)]);
  const stay = new Map(own.map((change) => [change.path, here.get(change.path) ?? ""]));
  const folders = new Set([...coming.keys()].flatMap(foldersAbove));
  const met = [...stay].filter(
    ([file, entry]) =>
      (coming.has(file) && coming.get(file) !== entry) ||
      folders.has(file) ||
      foldersAbove(file).some((folder) => coming.has(folder)),
  );
  requireClear(
    root,
    met.map(([file]) => file),
  );
  requireClear(root, await inTheWay(root, local.tree, worktree.tree));
  await requireSameSubmodules(root, local.tree, worktree.tree);
  return { local, worktree: { ...worktree, path }, stay, changed: new Set(moved.map((change) => change.path)).size };
}

function foldersAbove(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** Rejects when the thread cannot go to a worktree now. */
export async function surveyToWorktree(
  context: HandoverContext,
  place: HandoverPlace,
  how: "move" | "copy",
): Promise<Survey> {
  const { shadows, worktrees, rows } = context;
  const root = place.project.path;
  if (place.worktree !== undefined && place.worktree.state !== "local") throw new AppError("worktree_not_found");
  const [local, changes] = await Promise.all([
    requireMovable(shadows, root),
    changedPaths(root, { untracked: "all", bytes: true }),
  ]);
  // What waits there since the thread came; it came with a branch that goes along again.
  const came = rows.ofThread(place.threadId).find(({ state }) => state === "moved");
  const guest = came?.plan.to === "local" ? came.plan : undefined;
  if (guest?.worktree?.head.branch !== undefined && local.head.branch !== guest.worktree.head.branch) {
    const words = `The local checkout is on ${local.head.branch ?? "no branch"} now; switch it back to ${guest.worktree.head.branch} first`;
    throw new AppError("not_movable", words);
  }
  const here = await filesOf(root, local.tree);
  const stay = new Map(Object.entries(guest?.stay ?? {}).filter(([path, entry]) => here.get(path) === entry));
  const home = how === "copy" ? undefined : await homeOf(root, guest?.local.head, local.head);
  if (home !== undefined) {
    requireClear(root, await inTheWay(root, local.tree, `${home.commit}^{tree}`));
    await requireSameSubmodules(root, local.tree, `${home.commit}^{tree}`);
  } else await requireSameSubmodules(root, local.tree, `${local.head.commit}^{tree}`);
  const same = guest !== undefined && home !== undefined && home.commit === guest.local.head.commit;
  const before = same && home.branch === guest.local.head.branch ? waiting(guest) : undefined;
  if (home !== undefined && before === undefined) await requireWritable(shadows, root, home);
  const known = worktrees.forThread(place.threadId);
  const changed = new Set(changes.map(({ path }) => path).filter((path) => !stay.has(path))).size;
  if (known?.state !== "ready") return { local, stay, home, before, changed };
  await worktrees.requireQuiet(place.threadId);
  const worktree = await requireMovable(shadows, known.path);
  requireClear(known.path, await inTheWay(known.path, worktree.tree, local.tree));
  return { local, worktree: { ...worktree, path: known.path }, stay, home, before, changed };
}

/** Going back there, git writes the files; what a filter of the repository makes it cannot write without that. */
async function requireWritable(shadows: Shadows, root: string, home: HeadPlace): Promise<void> {
  const { tree } = await shadows.storedTree(root);
  await requireNoOwnFilter(root, { from: tree, to: home.commit }, shadows.scratchIndex(root), "not_movable");
}

const waiting = ({ local, stay }: HandoverPlan): Survey["before"] => ({
  state: local.state,
  tree: local.tree,
  untracked: Object.keys(stay),
});

/** Where the local checkout was before the thread came; without that it stays where it is, without the changes. */
async function homeOf(root: string, before: HeadPlace | undefined, now: HeadPlace): Promise<HeadPlace> {
  if (before === undefined || (before.branch !== undefined && before.branch === now.branch)) return now;
  if (before.branch === undefined) return before;
  const commit = await resolveCommit(root, `refs/heads/${before.branch}`);
  if (commit === undefined)
    throw new AppError("branch_not_found", `${before.branch} is gone; the local checkout was on it`);
  const elsewhere = (await listCheckouts(root)).find(({ branch, path }) => branch === before.branch && path !== root);
  if (elsewhere !== undefined)
    throw new AppError("branch_in_use", `${before.branch} is checked out at ${elsewhere.path}`);
  return { branch: before.branch, commit };
}
