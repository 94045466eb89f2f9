import type { Core } from "../core.ts";
import { AppError } from "../errors/index.ts";
import { type Api, orNever } from "./implement.ts";

export const reviewApi = (os: Api, { review, placeOf }: Core) => ({
  diff: os.review.diff.handler(({ input }) => review.diff(placeOf(input.threadId), input.scope)),
  patches: os.review.patches.handler(({ input }) => review.patches(placeOf(input.threadId), input.scope, input.paths)),
  watch: os.review.watch.handler(({ input, signal }) => review.watch(placeOf(input.threadId).path, orNever(signal))),
});

export const landingApi = (os: Api, { landing, landingPlaceOf, threads }: Core) => ({
  check: os.landing.check.handler(async ({ input: { threadId } }) => {
    const check = await landing.check(landingPlaceOf(threadId));
    return threads.isRunning(threadId) ? { ...check, state: "turn_running" as const } : check;
  }),
  commit: os.landing.commit.handler(async ({ input: { threadId, message } }) => {
    if (threads.isRunning(threadId)) throw new AppError("turn_running");
    await threads.settled(threadId);
    const commit = await landing.commit(landingPlaceOf(threadId), message);
    await threads.refreshLines(threadId);
    return commit;
  }),
  land: os.landing.land.handler(async ({ input: { threadId, ...how } }) => {
    if (threads.isRunning(threadId)) throw new AppError("turn_running");
    await threads.settled(threadId);
    const landed = await landing.land(landingPlaceOf(threadId), how);
    await threads.refreshLines(threadId);
    return landed;
  }),
});
