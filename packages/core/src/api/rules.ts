import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const rulesApi = (os: Api, { rules, projects }: Core) => ({
  watch: os.rules.watch.handler(({ signal }) => rules.watch(orNever(signal))),
  save: os.rules.save.handler(({ input }) => {
    if (input.projectId !== undefined) projects.get(input.projectId);
    return rules.save(input);
  }),
  remove: os.rules.remove.handler(({ input }) => rules.remove(input.id)),
  check: os.rules.check.handler(({ input }) => {
    if (input.projectId !== undefined) projects.get(input.projectId);
    return rules.check(input.command, input.projectId);
  }),
});
