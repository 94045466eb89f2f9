import type { ThreadId } from "@flightdeck/contract";
import type { Core } from "../core.ts";
import { Feed } from "../feed/index.ts";
import type { Review } from "../review/index.ts";
import { type Api, orNever } from "./implement.ts";
import { reviewPlace } from "./places.ts";

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
