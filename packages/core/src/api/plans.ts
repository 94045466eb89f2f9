import type { Core } from "../core.ts";
import type { Api } from "./implement.ts";

export const plansApi = (os: Api, { threads: { plans } }: Core) => ({
  edit: os.plans.edit.handler(({ input }) => plans.edit(input.threadId, input.itemId, input)),
  accept: os.plans.accept.handler(({ input }) => plans.accept(input.threadId, input.itemId, input)),
  revise: os.plans.revise.handler(({ input }) => plans.revise(input.threadId, input.itemId, input)),
  decline: os.plans.decline.handler(({ input }) => plans.decline(input.threadId, input.itemId)),
});
