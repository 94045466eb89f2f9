import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const threadsApi = (os: Api, { threads, drafts }: Core) => ({
  list: os.threads.list.handler(({ input }) => threads.rows(input)),
  watchList: os.threads.watchList.handler(({ signal }) => threads.watchList(orNever(signal))),
  watch: os.threads.watch.handler(({ input, signal }) => threads.watch(input.threadId, input, orNever(signal))),
  earlier: os.threads.earlier.handler(({ input }) => threads.earlier(input.threadId, input, input.limit)),
  find: os.threads.find.handler(({ input, signal }) => threads.history.find(input, orNever(signal))),
  create: os.threads.create.handler(async ({ input }) => ({ threadId: await threads.create(input) })),
  rename: os.threads.rename.handler(({ input }) => threads.rename(input.threadId, input.title)),
  configure: os.threads.configure.handler(({ input }) => ({
    settings: threads.configure(input.threadId, input.settings),
  })),
  flag: os.threads.flag.handler(({ input: { threadId, ...flags } }) => threads.flag(threadId, flags)),
  move: os.threads.move.handler(({ input }) => threads.move(input.threadId, input.before)),
  delete: os.threads.delete.handler(({ input }) => threads.delete(input.threadId)),
  fork: os.threads.fork.handler(async ({ input }) => ({ threadId: await threads.history.fork(input) })),
  rollBack: os.threads.rollBack.handler(({ input }) => threads.history.rollBack(input)),
  commitsSince: os.threads.commitsSince.handler(({ input }) => threads.history.commitsSince(input)),
  restoreFiles: os.threads.restoreFiles.handler(({ input }) => threads.history.restoreFiles(input)),
  resend: os.threads.resend.handler(({ input: { threadId, turnId, files, messageId, ...said } }) =>
    threads.history.resend({ threadId, turnId, files, message: { id: messageId, ...said } }),
  ),
  compact: os.threads.compact.handler(({ input }) => threads.compact(input.threadId)),
  aside: os.threads.aside.handler(({ input, signal }) => threads.history.aside(input, orNever(signal))),
  export: os.threads.export.handler(({ input }) => threads.history.export(input)),
  draft: os.threads.draft.handler(({ input }) => ({ text: drafts.read(input.key) })),
  saveDraft: os.threads.saveDraft.handler(({ input }) => drafts.save(input.key, input.text)),
});

export const turnsApi = (os: Api, { threads }: Core) => ({
  send: os.turns.send.handler(({ input: { threadId, messageId: id, ...message } }) => ({
    delivery: threads.send(threadId, { id, ...message }),
  })),
  steer: os.turns.steer.handler(({ input: { threadId, messageId: id, ...message } }) => ({
    delivery: threads.steer(threadId, { id, ...message }),
  })),
  unsteer: os.turns.unsteer.handler(({ input }) => threads.unsteer(input.threadId, input.messageId, input.toQueue)),
  interrupt: os.turns.interrupt.handler(({ input }) => threads.interrupt(input.threadId)),
});

export const queueApi = (os: Api, { threads }: Core) => ({
  send: os.queue.send.handler(({ input }) => threads.queue.send(input.threadId, input.messageId)),
  edit: os.queue.edit.handler(({ input }) => threads.queue.edit(input.threadId, input.messageId, input.text)),
  move: os.queue.move.handler(({ input }) => threads.queue.move(input.threadId, input.messageId, input.before)),
  promote: os.queue.promote.handler(({ input }) => threads.queue.promote(input.threadId, input.messageId)),
  remove: os.queue.remove.handler(({ input }) => threads.queue.remove(input.threadId, input.messageId)),
});
