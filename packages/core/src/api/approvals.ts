import type { Core } from "../core.ts";
import { allowAlways } from "../rules/index.ts";
import { type Api, orNever } from "./implement.ts";

export const approvalsApi = (os: Api, { threads, approvals, rules, proposals }: Core) => ({
  watch: os.approvals.watch.handler(({ signal }) => approvals.watch(orNever(signal))),
  answer: os.approvals.answer.handler(async ({ input }) => {
    const { threadId, approvalId, decision, always, automation } = input;
    const { thread } = threads.load(threadId);
    // One that is gone makes no rule and no automation; what became of it is said below.
    const request = thread.approvals.find(({ id }) => id === approvalId)?.request;
    if (request?.kind === "automation")
      return { answeredAt: await proposals.answer(threadId, approvalId, { decision, request, edited: automation }) };
    if (always !== undefined && request !== undefined)
      allowAlways(rules, { ...always, projectId: thread.projectId, request, decision });
    return { answeredAt: threads.answer(threadId, approvalId, decision, { rule: always }) };
  }),
});
