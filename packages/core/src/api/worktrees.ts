import type { ThreadId } from "@flightdeck/contract";
import type { Core } from "../core.ts";
import { AppError } from "../errors/index.ts";
import type { Api } from "./implement.ts";

export const worktreesApi = (os: Api, core: Core) => {
  const { threads, worktrees } = core;
  const idleWorktree = async (threadId: ThreadId) => {
    const { worktree } = threads.load(threadId).thread;
    if (worktree === undefined) throw new AppError("worktree_not_found");
    if (threads.isRunning(threadId)) throw new AppError("turn_running");
    await threads.settled(threadId);
    return worktree;
  };
  return {
    list: os.worktrees.list.handler(({ input }) => worktrees.list(input.projectId)),
    remove: os.worktrees.remove.handler(async ({ input: { threadId } }) => {
      const worktree = await idleWorktree(threadId);
      await core.endProcesses(threadId);
      const { snapshot } = await worktrees.remove(threadId);
      threads.setWorktree(threadId, { ...worktree, state: "removed", message: undefined });
      return { snapshot };
    }),
    restore: os.worktrees.restore.handler(async ({ input: { threadId } }) => {
      await idleWorktree(threadId);
      threads.setWorktree(threadId, await worktrees.restore(threadId));
    }),
  };
};
