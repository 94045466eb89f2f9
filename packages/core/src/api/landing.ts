import type { Core } from "../core.ts";
import type { OpenThread } from "../threads/index.ts";
import type { Api } from "./implement.ts";
import { landingPlace } from "./places.ts";

export const landingApi = (os: Api, { landing, threads, projects, rootOf, journal, report }: Core) => {
  const placeOf = (open: OpenThread) => landingPlace(open, rootOf(open), projects.get(open.thread.projectId).path);
  return {
    check: os.landing.check.handler(async ({ input: { threadId }, signal }) => {
      const check = await landing.check(placeOf(threads.load(threadId)), signal);
      return threads.isRunning(threadId) ? { ...check, state: "turn_running" as const } : check;
    }),
    land: os.landing.land.handler(({ input: { threadId, ...request } }) =>
      threads.alone(threadId, async (open) => {
        const landed = await landing.land(placeOf(open), request);
        try {
          journal.note(threadId, { kind: "landed", subject: landed.base });
        } catch (error) {
          report("that work was landed could not be written down", error); // it is landed all the same
        }
        await threads.refreshLines(open);
        return landed;
      }),
    ),
  };
};
