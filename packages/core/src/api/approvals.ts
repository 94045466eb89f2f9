import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const approvalsApi = (os: Api, { threads, approvals }: Core) => ({
  watch: os.approvals.watch.handler(({ signal }) => approvals.watch(orNever(signal))),
  answer: os.approvals.answer.handler(({ input }) => ({
    answeredAt: threads.answer(input.threadId, input.approvalId, input.decision),
  })),
});
