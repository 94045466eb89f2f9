import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const reviewsApi = (os: Api, { reviewer }: Core) => ({
  start: os.reviews.start.handler(async ({ input }) => ({
    reviewId: await reviewer.start(input.threadId, input.scope, { model: input.model }),
  })),
});

export const findingsApi = (os: Api, { reviewer }: Core) => ({
  list: os.findings.list.handler(({ input, signal }) => reviewer.list(input.threadId, input.scope, signal)),
  watch: os.findings.watch.handler(({ input, signal }) => reviewer.watch(input.threadId, orNever(signal))),
  send: os.findings.send.handler(async ({ input: { threadId, messageId, ...message } }) => ({
    delivery: await reviewer.send(threadId, { id: messageId, ...message }),
  })),
  dismiss: os.findings.dismiss.handler(({ input }) => reviewer.dismiss(input.threadId, input.findingId, input.reason)),
  reopen: os.findings.reopen.handler(({ input }) => reviewer.reopen(input.threadId, input.findingId)),
  apply: os.findings.apply.handler(({ input }) => reviewer.apply(input.threadId, input.findingId)),
  undo: os.findings.undo.handler(({ input }) => reviewer.undo(input.threadId, input.findingId)),
});
