import type { ThreadId } from "@flightdeck/contract";
import { type CommentsStore, createComments } from "./store.ts";

type Context = Omit<Parameters<typeof createComments>[0], "threadId">;

/** The comments of the threads that this window shows, each with a store of its own. */
export interface CommentsOfThreads {
  /** The thread's store; it is watched while someone holds it. */
  readonly store: (threadId: ThreadId) => CommentsStore;
  /** Starts or keeps the watch; the answer lets go of it. */
  readonly hold: (threadId: ThreadId) => () => void;
}

interface Held {
  readonly store: CommentsStore;
  holders: number;
  watch?: AbortController;
}

export function createCommentsOfThreads(context: Context): CommentsOfThreads {
  const stores = new Map<ThreadId, Held>();
  const of = (threadId: ThreadId): Held => {
    const known = stores.get(threadId);
    if (known !== undefined) return known;
    const made: Held = { store: createComments({ ...context, threadId }), holders: 0 };
    stores.set(threadId, made);
    return made;
  };
  return {
    store: (threadId) => of(threadId).store,
    hold(threadId) {
      const held = of(threadId);
      held.holders += 1;
      if (held.watch === undefined) {
        held.watch = new AbortController();
        held.store.run(held.watch.signal);
      }
      let holds = true;
      return () => {
        if (!holds) return;
        holds = false;
        held.holders -= 1;
        if (held.holders > 0) return;
        held.watch?.abort();
        held.watch = undefined;
      };
    },
  };
}
