import type { Core } from "../core.ts";
import type { ThreadId } from "@flightdeck/contract";
import type { OpenThread } from "../threads/index.ts";
import type { Api } from "./implement.ts";
import { commitPlace } from "./places.ts";

export const gitApi = (os: Api, core: Core) => {
  const { commits, threads, worktrees, rootOf } = core;
  const placeOf = (open: OpenThread) => commitPlace(open, rootOf(open));
  const placeNamed = (threadId: ThreadId) => placeOf(threads.load(threadId));
  /** The thread's worktree is on another branch now. */
  const onBranch = (open: OpenThread, branch: string): { readonly branch: string } => {
    const { id, worktree } = open.thread;
    if (worktree !== undefined && worktree.branch !== branch) {
      worktrees.setBranch(id, branch);
      threads.setWorktree(id, { ...worktree, branch });
    }
    return { branch };
  };
  return {
    status: os.git.status.handler(async ({ input: { threadId }, signal }) => {
      const open = threads.load(threadId);
      const status = await commits.status(placeOf(open), signal);
      // A person may have changed the branch in a terminal.
      if (status.branch !== undefined && open.thread.worktree?.state === "ready") onBranch(open, status.branch);
      return status;
    }),
    proposeMessage: os.git.proposeMessage.handler(({ input: { threadId, ...asked }, signal }) => {
      const open = threads.load(threadId);
      const plan = threads.planOf(threadId);
      const thread = { id: threadId, title: open.thread.title, ...(plan === undefined ? {} : { plan }) };
      return core.messages.propose(thread, placeOf(open), asked, signal);
    }),
    commit: os.git.commit.handler(({ input: { threadId, ...request }, signal }) =>
      threads.alone(threadId, async (open) => {
        const commit = await commits.commit(placeOf(open), request, signal);
        await threads.refreshLines(open);
        return commit;
      }),
    ),
    createBranch: os.git.createBranch.handler(({ input: { threadId, name } }) =>
      threads.alone(threadId, async (open) => onBranch(open, await commits.createBranch(placeOf(open), name))),
    ),
    renameBranch: os.git.renameBranch.handler(({ input: { threadId, name } }) =>
      threads.alone(threadId, async (open) => onBranch(open, await commits.renameBranch(placeOf(open), name))),
    ),
    push: os.git.push.handler(({ input: { threadId, ...request }, signal }) =>
      commits.push(placeNamed(threadId), request, signal),
    ),
  };
};
