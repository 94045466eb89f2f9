import type { ThreadId } from "@flightdeck/contract";
import type { Core } from "../core.ts";
import { AppError } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import type { Review } from "../review/index.ts";
import { type Api, orNever } from "./implement.ts";
import { landingPlace, reviewPlace } from "./places.ts";

export const reviewApi = (os: Api, { review, threads, rootOf }: Core) => {
  const placeOf = (threadId: ThreadId) => {
    const open = threads.load(threadId);
    return reviewPlace(open, rootOf(open));
  };
  return {
    diff: os.review.diff.handler(({ input, signal }) => review.diff(placeOf(input.threadId), input.scope, signal)),
    patches: os.review.patches.handler(({ input, signal }) =>
      review.patches(placeOf(input.threadId), input.scope, input.paths, signal),
    ),
    watch: os.review.watch.handler(({ input, signal }) =>
      watchFolder(review, placeOf(input.threadId).path, orNever(signal)),
    ),
  };
};

/** A number that grows with each change of the folder, at most four times a second. */
async function* watchFolder(
  review: Review,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<{ revision: number }, void, void> {
  const feed = new Feed<number>({
    frame: 250,
    limit: 10,
    put: (waiting, revision) => waiting.splice(0, waiting.length, revision),
    weight: () => 0,
  });
  let revision = 0;
  const watching = await review.watchFolder(path, () => {
    revision += 1;
    feed.publish(revision);
  });
  try {
    yield { revision };
    for await (const delivery of feed.watch(signal)) {
      if (delivery !== "overrun") yield { revision };
    }
  } finally {
    watching.close();
  }
}

export const landingApi = (os: Api, { landing, threads, projects, rootOf }: Core) => {
  const placeOf = (threadId: ThreadId) => {
    const open = threads.load(threadId);
    return landingPlace(open, rootOf(open), projects.get(open.thread.projectId).path);
  };
  /** What moves commits waits for the turn's last look at the folder, and refuses while one runs. */
  const idlePlace = async (threadId: ThreadId) => {
    if (threads.isRunning(threadId)) throw new AppError("turn_running");
    await threads.settled(threadId);
    return placeOf(threadId);
  };
  return {
    check: os.landing.check.handler(async ({ input: { threadId }, signal }) => {
      const check = await landing.check(placeOf(threadId), signal);
      return threads.isRunning(threadId) ? { ...check, state: "turn_running" as const } : check;
    }),
    commit: os.landing.commit.handler(async ({ input: { threadId, message } }) => {
      const commit = await landing.commit(await idlePlace(threadId), message);
      await threads.refreshLines(threadId);
      return commit;
    }),
    land: os.landing.land.handler(async ({ input: { threadId, ...request } }) => {
      const landed = await landing.land(await idlePlace(threadId), request);
      await threads.refreshLines(threadId);
      return landed;
    }),
  };
};
