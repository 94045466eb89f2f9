import type { Core } from "../core.ts";
import { AppError } from "../errors/index.ts";
import { type Api, orNever } from "./implement.ts";

export const projectsApi = (os: Api, { projects, settings, threads }: Core) => ({
  watch: os.projects.watch.handler(({ signal }) => projects.watch(orNever(signal))),
  open: os.projects.open.handler(({ input }) => projects.open(input.path, input)),
  locate: os.projects.locate.handler(({ input }) => projects.locate(input.path)),
  move: os.projects.move.handler(({ input }) => projects.move(input.projectId, input.before)),
  remove: os.projects.remove.handler(({ input }) => {
    const running = threads
      .rows({ projectId: input.projectId, archived: false })
      .find(({ id }) => threads.isRunning(id));
    if (running) throw new AppError("turn_running", running.title);
    projects.remove(input.projectId);
  }),
  trust: os.projects.trust.handler(({ input }) => projects.trust(input.projectId, input.trusted)),
  setProfile: os.projects.setProfile.handler(({ input }) => {
    if (input.profile !== null && settings.profile(input.profile) === undefined)
      throw new AppError("profile_not_found", input.profile);
    projects.setProfile(input.projectId, input.profile);
  }),
  checkout: os.projects.checkout.handler(({ input }) => projects.checkout(input.projectId)),
});
