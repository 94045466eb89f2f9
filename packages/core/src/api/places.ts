import { posix, relative, sep } from "node:path";
import type { FilePlace, ThreadId } from "@flightdeck/contract";
import type { Core } from "../core.ts";
import type { CommitPlace } from "../commits/index.ts";
import { AppError } from "../errors/index.ts";
import type { FolderKeeper, LandingPlace, MergeSides } from "../landing/index.ts";
import type { ReviewPlace } from "../review/index.ts";
import type { OpenThread, Threads } from "../threads/index.ts";
import type { Worktrees } from "../worktrees/index.ts";

/** Where a thread's changes are read: its folder, what it is compared with, and the checkpoints of its turns. */
export function reviewPlace({ thread }: OpenThread, root: string, states?: Threads["history"]["states"]): ReviewPlace {
  const { worktree, turns, earlierTurns } = thread;
  if (worktree?.state === "removed") throw new AppError("worktree_missing", "Restore it to see its changes");
  const index = turns.findLastIndex(({ checkpoints }) => checkpoints.before !== undefined);
  const checkpoints = turns[index]?.checkpoints;
  return {
    path: root,
    base: worktree?.base,
    baseCommit: worktree?.baseCommit,
    before: checkpoints?.before,
    after: checkpoints?.after,
    turn: `turn ${earlierTurns + index + 1}`,
    turnStates(turnId) {
      const found = states?.(thread.id, turnId);
      return found && { before: found.before, after: found.after, name: `turn ${found.number}` };
    },
  };
}

/** A thread's work and where it would go. */
export function landingPlace({ thread }: OpenThread, root: string, projectPath: string): LandingPlace {
  const { worktree } = thread;
  if (worktree?.state === "removed") throw new AppError("worktree_missing", "Restore it to land its changes");
  const branch = worktree?.branch ?? "HEAD";
  return { threadId: thread.id, projectPath, worktreePath: root, branch, base: worktree?.base };
}

/** The state of a thread's folder before just this merge, which may be given up, among its checkpoints. */
const beforeMerge = ({ merged, head }: MergeSides): string =>
  `before-merge-${head.slice(0, 16)}-${merged.slice(0, 16)}`;

/** A folder as it was before a merge of ours; of another one, or of one on other commits, that is not known. */
export const folderKeeper = (
  worktrees: Pick<Worktrees, "keep" | "kept" | "rewind" | "dropKept">,
  at: { readonly path: string; readonly threadId: ThreadId },
  name = "merge-failed",
): FolderKeeper => ({
  keep: async (merge) => void (await worktrees.keep({ ...at, name: beforeMerge(merge) })),
  putBack: async (merge) => {
    const to = await worktrees.kept({ ...at, name: beforeMerge(merge) });
    await worktrees.rewind({ ...at, to, name, duringMerge: true });
    await worktrees.dropKept({ ...at, name: beforeMerge(merge) });
  },
});

/** Where a thread's work is committed. */
export function commitPlace({ thread: { worktree } }: OpenThread, root: string): CommitPlace {
  if (worktree?.state === "removed") throw new AppError("worktree_missing", "Restore it to commit its changes");
  return worktree?.base === undefined ? { root } : { root, base: worktree.base };
}

/** Whose files are meant: the checkout's root, and the folder below it in which the agent works. */
export function filePlace(
  { projects, threads, rootOf }: Pick<Core, "projects" | "threads" | "rootOf">,
  place: FilePlace,
): { readonly root: string; readonly folder: string; readonly removed: boolean } {
  if ("projectId" in place) return { root: projects.get(place.projectId).path, folder: "", removed: false };
  const open = threads.load(place.threadId);
  const root = rootOf(open);
  const folder = relative(root, open.thread.cwd).split(sep).join("/");
  return { root, folder, removed: open.thread.worktree?.state === "removed" };
}

/** A path below the root as the agent writes it in its folder. */
export const agentPath = (folder: string, path: string): string =>
  folder === "" ? path : posix.relative(folder, path);

/** An agent that works in a checkout must not find other files there from one moment to the next. */
export function requireRest(
  { threads, rootOf }: Pick<Core, "threads" | "rootOf">,
  { thread: { id, projectId } }: OpenThread,
  checkout: string,
): void {
  const working = threads
    .rows({ projectId, archived: false })
    .find((row) => row.id !== id && threads.isRunning(row.id) && rootOf(threads.load(row.id)) === checkout);
  if (working !== undefined) throw new AppError("turn_running", `"${working.title}" works in ${checkout}`);
}
