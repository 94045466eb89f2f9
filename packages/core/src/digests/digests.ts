import type { DeckEvent, LoggedEvent, ThreadDigest, ThreadId } from "@flightdeck/contract";
import { Feed } from "../feed/index.ts";
import type { Store } from "../store/index.ts";
import { foldDigest, shownDigest } from "./digest.ts";
import { digestLog, type Folded } from "./readLog.ts";

/** Milliseconds between two words of the same thread to one watcher. */
const FRAME = 250;
/** Milliseconds of one slice of reading, and between two: whoever waits for the host hardly notices. */
const SLICE = 4;
const PAUSE = 12;
/** Rows read at once; one of them may be 64 KiB. */
const ROWS = 40;

export interface DigestsOptions {
  readonly store: Store;
  readonly report: (message: string, error: unknown) => void;
  readonly now: () => number;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** What every thread does, at a glance. While nobody watches nothing is read and nothing folded. */
export interface Digests {
  /** An event of a thread, logged or live, after it was kept. Must not throw. */
  note(threadId: ThreadId, event: LoggedEvent): void;
  watch(signal: AbortSignal): AsyncGenerator<DeckEvent, void, void>;
  /** Settles when every digest is at hand that is watched. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Digests are folds of the logs. They live from the first watcher's coming to the last one's leaving; then they are kept
 * with the place they reached, so that the next watcher's coming reads only what happened since.
 */
export function openDigests({ store, report, now, wait }: DigestsOptions): Digests {
  const log = digestLog(store);
  // A delivery names threads; their digests are read when it goes out, so that many events cost one.
  const feed = new Feed<ThreadId>({
    frame: FRAME,
    limit: 100_000,
    put: (waiting, threadId) => {
      if (!waiting.includes(threadId)) waiting.push(threadId);
    },
  });
  const stop = new AbortController();
  const folded = new Map<ThreadId, Folded>();
  const changed = new Set<ThreadId>();
  let behind: ThreadId[] = [];
  let filling: Promise<void> | undefined;
  let begun = false;

  const current = (threadId: ThreadId): ThreadDigest[] => {
    const known = folded.get(threadId);
    return known === undefined || behind.includes(threadId) ? [] : [shownDigest(threadId, known.state)];
  };

  /** Reads for some milliseconds; false when nothing is behind any more. */
  const slice = (): boolean => {
    const until = now() + SLICE;
    do {
      const [threadId] = behind;
      if (threadId === undefined || !feed.watched) return false;
      const before = folded.get(threadId);
      const after = log.advance(threadId, before, ROWS);
      if (after.seq !== before?.seq) {
        folded.set(threadId, after);
        changed.add(threadId);
      }
      if (after.seq >= (log.lastSeq(threadId) ?? 0)) {
        behind = behind.slice(1);
        feed.publish(threadId);
      }
    } while (now() < until);
    return true;
  };

  const fill = (): void => {
    const run = async () => {
      while (slice()) await wait(PAUSE, stop.signal);
    };
    filling ??= run()
      .catch((error: unknown) => {
        if (!stop.signal.aborted) report("threads could not be read for the deck", error);
      })
      .finally(() => (filling = undefined));
  };

  const begin = (): void => {
    begun = true;
    const kept = log.kept();
    for (const { id, lastSeq } of log.threads()) {
      const known = kept.get(id);
      if (known !== undefined) folded.set(id, known);
      if ((known?.seq ?? 0) < lastSeq) behind.push(id);
    }
  };

  const end = (): void => {
    if (feed.watched || !begun) return;
    begun = false;
    try {
      log.keep(new Map([...folded].filter(([id]) => changed.has(id))));
    } catch (error) {
      report("what the deck knows could not be kept", error); // the logs have it
    }
    folded.clear();
    changed.clear();
    behind = [];
  };

  return {
    note: (threadId, event) => {
      if (!begun) return;
      const known = folded.get(threadId);
      const next = known === undefined ? 1 : known.seq + 1;
      if (behind.includes(threadId) || (event.seq !== undefined && event.seq < next)) return;
      if (known === undefined ? event.seq !== 1 : event.seq !== undefined && event.seq > next) {
        behind.push(threadId);
        return fill();
      }
      const from = known ?? log.advance(threadId, undefined, 0);
      const state = foldDigest(from.state, event);
      folded.set(threadId, { state, seq: event.seq ?? from.seq });
      changed.add(threadId);
      if (state !== from.state) feed.publish(threadId);
    },
    watch: async function* (signal) {
      const life = new AbortController();
      const deliveries = feed.watch(AbortSignal.any([signal, life.signal]));
      try {
        if (!begun) begin();
        fill();
        const sent = new Map<ThreadId, string>();
        /** Those that are not as they were last told. */
        const fresh = (ids: Iterable<ThreadId>): ThreadDigest[] =>
          [...ids].flatMap(current).filter((digest) => {
            const text = JSON.stringify(digest);
            if (sent.get(digest.threadId) === text) return false;
            sent.set(digest.threadId, text);
            return true;
          });
        yield { type: "snapshot", digests: fresh(folded.keys()) };
        for await (const delivery of deliveries) {
          const digests = fresh(delivery === "overrun" ? folded.keys() : delivery.events);
          if (digests.length > 0) yield { type: "changed", digests };
          if (delivery === "overrun") return;
        }
      } finally {
        life.abort();
        end();
      }
    },
    settled: async () => filling,
    close: async () => {
      stop.abort();
      await filling;
    },
  };
}
