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
  return {
    list: os.worktrees.list.handler(({ input }) => worktrees.list(input.projectId)),
    remove: os.worktrees.remove.handler(({ input: { threadId } }) =>
      threads.alone(threadId, async (open) => {
        const worktree = worktreeOf(open);
        await core.endProcesses(threadId);
        const { snapshot } = await worktrees.remove(threadId);
        // A thread that works in the local checkout loses nothing but the folder that waits for it.
        if (worktree.state !== "local")
          threads.setWorktree(threadId, { ...worktree, state: "removed", message: undefined });
        return { snapshot };
      }),
    ),
    restore: os.worktrees.restore.handler(({ input: { threadId } }) =>
      threads.alone(threadId, async (open) => {
        const { state } = worktreeOf(open);
        const restored = await worktrees.restore(threadId);
        if (state !== "local") threads.setWorktree(threadId, restored);
      }),
    ),
  };
};
