import type { ThreadId } from "@flightdeck/contract";
import type { Core } from "../core.ts";
import { AppError } from "../errors/index.ts";
import type { HandoverPlace } from "../handover/index.ts";
import type { OpenThread } from "../threads/index.ts";
import type { Api } from "./implement.ts";
import { requireRest } from "./places.ts";

export const handoversApi = (os: Api, core: Core) => {
  const { handovers, threads, projects } = core;
  const placeOf = ({ thread }: OpenThread): HandoverPlace => ({
    threadId: thread.id,
    title: thread.title,
    project: projects.get(thread.projectId),
    worktree: thread.worktree,
    cwd: thread.cwd,
  });
  const requireLocalRest = (open: OpenThread): void =>
    requireRest(core, open, projects.get(open.thread.projectId).path);
  const told = (threadId: ThreadId) => (place: Parameters<typeof threads.setWorktree>[1], cwd: string) =>
    threads.setWorktree(threadId, place, cwd);
  return {
    check: os.handovers.check.handler(({ input: { threadId, to } }) =>
      handovers.check(placeOf(threads.load(threadId)), to),
    ),
    start: os.handovers.start.handler(({ input: { threadId, to, how } }) =>
      threads.alone(threadId, async (open) => {
        if (open.thread.archived) throw new AppError("thread_archived");
        requireLocalRest(open);
        await core.endProcesses(threadId);
        const tell = told(threadId);
        const started = await handovers.start(placeOf(open), { to, how }, ({ worktree, cwd }) => tell(worktree, cwd));
        await threads.refreshLines(open);
        return started;
      }),
    ),
    undo: os.handovers.undo.handler(({ input: { threadId, handoverId } }) =>
      threads.alone(threadId, async (open) => {
        requireLocalRest(open);
        await core.endProcesses(threadId);
        const tell = told(threadId);
        await handovers.undo({ threadId }, handoverId, ({ worktree, cwd }) => tell(worktree, cwd));
        await threads.refreshLines(open);
      }),
    ),
  };
};
