import type { Core } from "../core.ts";
import { allowAlways } from "../rules/index.ts";
import { type Api, orNever } from "./implement.ts";

export const approvalsApi = (os: Api, { threads, approvals, rules }: Core) => ({
  watch: os.approvals.watch.handler(({ signal }) => approvals.watch(orNever(signal))),
  answer: os.approvals.answer.handler(({ input }) => {
    const { threadId, approvalId, decision, always, automation } = input;
    if (always !== undefined) {
      const { thread } = threads.load(threadId);
      const approval = thread.approvals.find(({ id }) => id === approvalId);
      // One that is gone makes no rule; what became of it is said below.
      if (approval !== undefined)
        allowAlways(rules, { ...always, projectId: thread.projectId, request: approval.request, decision });
    }
    return { answeredAt: threads.answer(threadId, approvalId, decision, { rule: always, automation }) };
  }),
});
