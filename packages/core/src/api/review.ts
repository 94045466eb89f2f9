import type { ThreadId, TurnChoice } from "@flightdeck/contract";
import type { Core } from "../core.ts";
import { Feed } from "../feed/index.ts";
import type { Review } from "../review/index.ts";
import { type Api, orNever } from "./implement.ts";
import { reviewPlace } from "./places.ts";

export const reviewApi = (os: Api, { review, threads, rootOf }: Core) => {
  const placeOf = (threadId: ThreadId) => {
    const open = threads.load(threadId);
    return reviewPlace(open, rootOf(open), threads.history.states);
  };
  /** The turns that left other files than they found, the newest first. One that runs may still. */
  const turnChoices = async (threadId: ThreadId, signal?: AbortSignal): Promise<readonly TurnChoice[]> => {
    const turns = threads.history.told(threadId).filter(({ before }) => before !== undefined);
    const ended = turns.flatMap(({ before, after }) => (before && after ? [{ before, after }] : []));
    const differing = await review.differing(placeOf(threadId), ended, signal);
    const changed = new Set(ended.filter((_, at) => differing[at] === true).map(({ before, after }) => before + after));
    return turns
      .filter(({ before, after }) => after === undefined || changed.has(`${before}${after}`))
      .map(({ turnId, number, startedAt, text }) => ({ turnId, number, startedAt, text }))
      .toReversed();
  };
  return {
    diff: os.review.diff.handler(({ input: { threadId, scope, ...options }, signal }) =>
      review.diff(placeOf(threadId), scope, options, signal),
    ),
    patches: os.review.patches.handler(({ input: { threadId, scope, paths, ...options }, signal }) =>
      review.patches(placeOf(threadId), scope, paths, options, signal),
    ),
    binary: os.review.binary.handler(({ input: { threadId, scope, path, ...options }, signal }) =>
      review.binary(placeOf(threadId), scope, path, options, signal),
    ),
    find: os.review.find.handler(({ input: { threadId, scope, text, ...options }, signal }) =>
      review.find(placeOf(threadId), scope, text, options, signal),
    ),
    choices: os.review.choices.handler(async ({ input: { threadId }, signal }) => {
      const [turns, choices] = await Promise.all([
        turnChoices(threadId, signal),
        review.choices(placeOf(threadId), signal),
      ]);
      return { turns, ...choices };
    }),
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
