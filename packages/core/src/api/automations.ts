import { templates } from "../automations/index.ts";
import { AppError } from "../errors/index.ts";
import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const automationsApi = (os: Api, { automations, runs, triggers }: Core) => ({
  watch: os.automations.watch.handler(({ signal }) => automations.watch(orNever(signal))),
  preview: os.automations.preview.handler(({ input }) => automations.preview(input.trigger, input.automationId)),
  create: os.automations.create.handler(async ({ input }) => {
    const [automationId] = await automations.create([input]);
    if (automationId === undefined) throw new AppError("automation_invalid");
    return { automationId };
  }),
  update: os.automations.update.handler(({ input }) =>
    automations.update(input.automationId, input.content, input.since),
  ),
  delete: os.automations.delete.handler(({ input }) => automations.delete(input.automationId)),
  setPaused: os.automations.setPaused.handler(({ input }) => automations.setPaused(input.automationId, input.paused)),
  setAllPaused: os.automations.setAllPaused.handler(({ input }) => automations.setAllPaused(input.paused)),
  run: os.automations.run.handler(({ input }) => {
    const runIds = automations.run(input.automationId, { dry: input.dry });
    runs.allow(runIds);
    return { runIds };
  }),
  stopRun: os.automations.stopRun.handler(({ input }) => runs.stop(input.runId)),
  watchRuns: os.automations.watchRuns.handler(({ input, signal }) => automations.watchRuns(input, orNever(signal))),
  earlierRuns: os.automations.earlierRuns.handler(({ input }) => automations.earlierRuns(input)),
  templates: os.automations.templates.handler(() => templates()),
  export: os.automations.export.handler(({ input }) => automations.exported(input.automationIds)),
  import: os.automations.import.handler(async ({ input }) => ({
    automationIds: await automations.imported(input.text),
  })),
  newWebhookToken: os.automations.newWebhookToken.handler(({ input }) => triggers.newToken(input.automationId)),
});
