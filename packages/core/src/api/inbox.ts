import type { InboxEntryId, InboxLines } from "@flightdeck/contract";
import type { Core } from "../core.ts";
import { AppError } from "../errors/index.ts";
import { excerptOf, fileInside } from "../files/index.ts";
import { type Api, orNever } from "./implement.ts";
import { filePlace } from "./places.ts";

export const inboxApi = (os: Api, core: Core) => {
  const { inbox } = core;
  return {
    watch: os.inbox.watch.handler(({ input, signal }) => inbox.watch(input.limit, orNever(signal))),
    list: os.inbox.list.handler(({ input }) => inbox.list(input)),
    get: os.inbox.get.handler(({ input }) => inbox.get(input.entryId)),
    lines: os.inbox.lines.handler(({ input, signal }) => linesOf(core, input.entryId, input.around, signal)),
    mark: os.inbox.mark.handler(({ input: { entryIds, ...as } }) => {
      // Who has seen what a run has to say need not look into its thread, too.
      for (const threadId of inbox.mark(entryIds, as)) {
        const row = core.threads.row(threadId);
        if (row?.automation !== undefined && row.unread && row.status === "idle")
          core.threads.flag(threadId, { unread: false });
      }
    }),
    morning: os.inbox.morning.handler(({ input }) => inbox.morning(input.since)),
  };
};

/** Where the run worked, as long as that is there; else in the checkout of its project. */
async function linesOf(
  core: Core,
  entryId: InboxEntryId,
  around: number,
  signal: AbortSignal | undefined,
): Promise<InboxLines> {
  const { path, line = 1, projectId, threadId } = core.inbox.get(entryId).entry;
  if (path === undefined) throw new AppError("file_not_found");
  const kept = threadId !== undefined && core.threads.row(threadId)?.worktree === "ready" ? threadId : undefined;
  const place = kept !== undefined ? { threadId: kept } : projectId !== undefined ? { projectId } : undefined;
  if (place === undefined) throw new AppError("project_not_found");
  const { root } = filePlace(core, place);
  const file = await fileInside({ root, cwd: root, path });
  return { place: kept === undefined ? "project" : "worktree", ...(await excerptOf(file, line, around, signal)) };
}
