import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const threadsApi = (os: Api, { threads, drafts }: Core) => ({
  list: os.threads.list.handler(({ input }) => threads.rows(input)),
  watchList: os.threads.watchList.handler(({ signal }) => threads.watchList(orNever(signal))),
  watch: os.threads.watch.handler(({ input, signal }) => threads.watch(input.threadId, input, orNever(signal))),
  earlier: os.threads.earlier.handler(({ input }) => threads.earlier(input.threadId, input.before, input.limit)),
  create: os.threads.create.handler(async ({ input }) => ({ threadId: await threads.create(input) })),
  rename: os.threads.rename.handler(({ input }) => threads.rename(input.threadId, input.title)),
  configure: os.threads.configure.handler(({ input }) => ({
    settings: threads.configure(input.threadId, input.settings),
  })),
  flag: os.threads.flag.handler(({ input: { threadId, ...flags } }) => threads.flag(threadId, flags)),
  delete: os.threads.delete.handler(({ input }) => threads.delete(input.threadId)),
  draft: os.threads.draft.handler(({ input }) => ({ text: drafts.read(input.key) })),
  saveDraft: os.threads.saveDraft.handler(({ input }) => drafts.save(input.key, input.text)),
});

export const turnsApi = (os: Api, { threads }: Core) => ({
  send: os.turns.send.handler(({ input: { threadId, messageId, text } }) => ({
    delivery: threads.send(threadId, { id: messageId, text }),
  })),
  interrupt: os.turns.interrupt.handler(({ input }) => threads.interrupt(input.threadId)),
});

export const queueApi = (os: Api, { threads }: Core) => ({
  send: os.queue.send.handler(({ input }) => threads.sendQueued(input.threadId, input.messageId)),
  edit: os.queue.edit.handler(({ input }) => threads.editQueued(input.threadId, input.messageId, input.text)),
  remove: os.queue.remove.handler(({ input }) => threads.removeQueued(input.threadId, input.messageId)),
});
