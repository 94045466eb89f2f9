import { posix, relative, sep } from "node:path";
import type { FilePlace } from "@flightdeck/contract";
import type { Core } from "../core.ts";
import type { CommitPlace } from "../commits/index.ts";
import { AppError } from "../errors/index.ts";
import type { LandingPlace } from "../landing/index.ts";
import type { ReviewPlace } from "../review/index.ts";
import type { OpenThread, Threads } from "../threads/index.ts";

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
