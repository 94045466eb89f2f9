import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const actionsApi = (os: Api, { actions, projects, terminals, threads }: Core) => ({
  watch: os.actions.watch.handler(({ input: { projectId }, signal }) => {
    projects.get(projectId);
    const until = orNever(signal);
    return actions.watch(projectId, projects.watch(until), until);
  }),
  save: os.actions.save.handler(({ input }) => actions.save(input.projectId, input.action, input.id)),
  remove: os.actions.remove.handler(({ input }) => actions.remove(input.projectId, input.id)),
  run: os.actions.run.handler(async ({ input: { threadId, id } }) => {
    const { projectId } = threads.load(threadId).thread;
    return { terminalId: await terminals.run(threadId, actions.get(projectId, id)) };
  }),
});
