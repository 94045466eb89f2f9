import type { Core } from "../core.ts";
import { AppError } from "../errors/index.ts";
import { type Api, orNever } from "./implement.ts";
import { notBuilt } from "./notBuilt.ts";

export const projectsApi = (os: Api, { projects, threads }: Core) => ({
  watch: os.projects.watch.handler(({ signal }) => projects.watch(orNever(signal))),
  open: os.projects.open.handler(({ input }) => projects.open(input.path, input)),
  locate: os.projects.locate.handler(({ input }) => projects.locate(input.path)),
  remove: os.projects.remove.handler(({ input }) => {
    const running = threads
      .rows({ projectId: input.projectId, archived: false })
      .find(({ id }) => threads.isRunning(id));
    if (running) throw new AppError("turn_running", running.title);
    projects.remove(input.projectId);
  }),
  trust: os.projects.trust.handler(notBuilt),
  setProfile: os.projects.setProfile.handler(notBuilt),
  checkout: os.projects.checkout.handler(({ input }) => projects.checkout(input.projectId)),
});
