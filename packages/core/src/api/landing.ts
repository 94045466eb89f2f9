import type { Core } from "../core.ts";
import type { OpenThread } from "../threads/index.ts";
import { gateOf, keepGate } from "./gate.ts";
import type { Api } from "./implement.ts";
import { landingPlace } from "./places.ts";

export const landingApi = (os: Api, core: Core) => {
  const { landing, threads, projects, rootOf, journal, report } = core;
  const placeOf = (open: OpenThread) => landingPlace(open, rootOf(open), projects.get(open.thread.projectId).path);
  return {
    check: os.landing.check.handler(async ({ input: { threadId }, signal }) => {
      const open = threads.load(threadId);
      const check = await landing.check(placeOf(open), signal);
      const gate = await gateOf(core, open, { check, signal });
      return {
        ...check,
        ...(threads.isRunning(threadId) ? { state: "turn_running" as const } : {}),
        ...(gate === undefined ? {} : { gate }),
      };
    }),
    land: os.landing.land.handler(({ input: { threadId, override, ...request } }) =>
      threads.alone(threadId, async (open) => {
        const place = placeOf(open);
        const { allow, passage } = keepGate(core, open, { base: place.base ?? "", override, now: Date.now });
        const landed = await landing.land(place, { ...request, allow });
        const { missing } = passage;
        try {
          journal.note(threadId, {
            kind: "landed",
            subject: landed.base,
            ...(override === undefined || missing.length === 0
              ? {}
              : { override: { reason: override.reason, missing } }),
          });
        } catch (error) {
          report("that work was landed could not be written down", error); // it is landed all the same
        }
        await threads.refreshLines(open);
        return landed;
      }),
    ),
  };
};
