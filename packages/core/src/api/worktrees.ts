import type { ThreadId } from "@flightdeck/contract";
import type { Core } from "../core.ts";
import { AppError } from "../errors/index.ts";
import type { OpenThread } from "../threads/index.ts";
import type { Api } from "./implement.ts";

export const worktreesApi = (os: Api, core: Core) => {
  const { threads, worktrees } = core;
  const worktreeOf = ({ thread: { worktree } }: OpenThread) => {
    if (worktree === undefined) throw new AppError("worktree_not_found");
    return worktree;
  };
  const isGone = (threadId: ThreadId): boolean => threads.row(threadId) === undefined;

  const requireMerged = async (threadId: ThreadId): Promise<void> => {
    const known = worktrees.forThread(threadId);
    if (known === undefined) throw new AppError("worktree_not_found");
    const { changed, merged } = await worktrees.details(known.id);
    if (changed > 0 || merged !== true) throw new AppError("uncommitted_changes", known.path);
  };

  /** Brings back the worktree of a thread that was deleted, for a new one. */
  const adopt = async (threadId: ThreadId): Promise<ThreadId> => {
    const known = worktrees.forThread(threadId);
    if (known?.state !== "removed") throw new AppError("worktree_not_found", threadId);
    const worktree = await worktrees.restore(threadId);
    return threads.adopt({ projectId: known.projectId, title: worktree.branch, worktree }, (adopter) =>
      worktrees.give(known.id, adopter),
    );
  };

  return {
    list: os.worktrees.list.handler(({ input }) => worktrees.list(input.projectId)),
    details: os.worktrees.details.handler(({ input, signal }) => worktrees.details(input.worktreeId, signal)),
    size: os.worktrees.size.handler(async ({ input, signal }) => ({
      bytes: await worktrees.size(input.worktreeId, signal),
    })),
    remove: os.worktrees.remove.handler(async ({ input: { threadId, onlyMerged = false } }) => {
      if (isGone(threadId)) {
        if (onlyMerged) await requireMerged(threadId);
        return worktrees.remove(threadId);
      }
      return threads.alone(threadId, async (open) => {
        const worktree = worktreeOf(open);
        if (onlyMerged) await requireMerged(threadId);
        await core.endProcesses(threadId);
        const { snapshot } = await worktrees.remove(threadId);
        // A thread that works in the local checkout loses nothing but the folder that waits for it.
        if (worktree.state !== "local")
          threads.setWorktree(threadId, { ...worktree, state: "removed", message: undefined });
        return { snapshot };
      });
    }),
    restore: os.worktrees.restore.handler(async ({ input: { threadId } }) => {
      if (isGone(threadId)) return { threadId: await adopt(threadId) };
      await threads.alone(threadId, async (open) => {
        const { state } = worktreeOf(open);
        const restored = await worktrees.restore(threadId);
        if (state !== "local") threads.setWorktree(threadId, restored);
      });
      return { threadId };
    }),
  };
};
