import type { Core } from "../core.ts";
import type { Labels } from "../usage/index.ts";
import type { Api } from "./implement.ts";

export const usageApi = (os: Api, core: Core) => ({
  report: os.usage.report.handler(({ input }) => core.usage.report(input, labelsOf(core))),
});

function labelsOf({ projects, threads, models }: Core): Labels {
  return {
    project: (projectId) => projects.named(projectId),
    thread: (threadId) => threads.title(threadId),
    turn: (threadId, turnId) => threads.turnTitle(threadId, turnId),
    model: (model) => models.modelNamed(model).name,
  };
}
