import type { DiffScope, ReadProgress, ThreadId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import type { ReviewPlace } from "../review/index.ts";
import type { Scope, TellProgress } from "./types.ts";

/** Counts in the background how far threads are read: one count of a thread at a time, and one more for all who ask meanwhile. */
export interface Recounts {
  ask(thread: Pick<Scope, "threadId" | "place">): void;
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** All that a thread did: its branch, or, where it has none of its own, what is not committed. */
export const wholeScope = ({ base, baseCommit }: ReviewPlace): DiffScope =>
  base === undefined && baseCommit === undefined ? { kind: "uncommitted" } : { kind: "branch" };

/** What lists tell of a count; nothing where there is nothing to read. */
export const progressOf = ({ hunks, read, fresh }: ReadProgress): ReadProgress | undefined =>
  hunks === 0 ? undefined : { hunks, read, fresh };

export function createRecounts({
  count,
  tell,
  report,
}: {
  readonly count: (scope: Scope, signal: AbortSignal) => Promise<ReadProgress>;
  readonly tell: TellProgress;
  readonly report: (message: string, error: unknown) => void;
}): Recounts {
  const closing = new AbortController();
  const running = new Map<ThreadId, Promise<void>>();
  const again = new Map<ThreadId, ReviewPlace>();

  const recount = async (threadId: ThreadId, place: ReviewPlace): Promise<void> => {
    try {
      const counted = await count({ threadId, place, scope: wholeScope(place) }, closing.signal);
      if (!closing.signal.aborted) tell(threadId, progressOf(counted));
    } catch (error) {
      // A folder that is gone or has no base is told elsewhere; the row keeps what was last known.
      if (!closing.signal.aborted && !(error instanceof AppError)) report("what is read could not be counted", error);
    }
  };
  const work = async (threadId: ThreadId, first: ReviewPlace): Promise<void> => {
    for (let place: ReviewPlace | undefined = first; place !== undefined; place = again.get(threadId)) {
      again.delete(threadId);
      await recount(threadId, place);
    }
    running.delete(threadId);
  };
  const settled = async (): Promise<void> => {
    await Promise.all(running.values());
  };
  return {
    ask({ threadId, place }) {
      if (closing.signal.aborted) return;
      if (running.has(threadId)) again.set(threadId, place);
      else running.set(threadId, work(threadId, place));
    },
    settled,
    close() {
      closing.abort();
      again.clear();
      return settled();
    },
  };
}
