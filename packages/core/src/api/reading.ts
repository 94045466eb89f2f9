import type { DiffScope, ThreadId } from "@flightdeck/contract";
import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";
import { reviewPlace } from "./places.ts";

export const readingApi = (os: Api, { reading, threads, rootOf }: Core) => {
  const scopeOf = ({ threadId, scope }: { readonly threadId: ThreadId; readonly scope: DiffScope }) => {
    const open = threads.load(threadId);
    return { threadId, scope, place: reviewPlace(open, rootOf(open), threads.history.states) };
  };
  return {
    count: os.reading.count.handler(({ input, signal }) => reading.count(scopeOf(input), signal)),
    changes: os.reading.changes.handler(({ input, signal }) => reading.changes(scopeOf(input), input.paths, signal)),
    mark: os.reading.mark.handler(({ input: { fingerprint, read, what, ...scope } }) =>
      reading.mark(scopeOf(scope), { fingerprint, read, what }),
    ),
    watch: os.reading.watch.handler(({ input: { threadId }, signal }) => {
      threads.load(threadId); // says that there is none
      return reading.watch(threadId, orNever(signal));
    }),
  };
};
