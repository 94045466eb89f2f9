import { ThreadEvent, type ThreadId } from "@flightdeck/contract";
import type { Store } from "../store/index.ts";
import type { NumberedEvent, SearchIndex } from "./searchIndex.ts";

/** Milliseconds of one slice of work, and between two: whoever waits for the host hardly notices. */
const SLICE = 4;
const PAUSE = 12;
/** So that a start is done before anything is read. */
const FIRST_PAUSE = 300;
/** Rows read at once; one of them may be 64 KiB. */
const ROWS = 40;

export interface FillOptions {
  readonly store: Store;
  readonly index: SearchIndex;
  readonly report: (message: string, error: unknown) => void;
  readonly now: () => number;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Reads the logs that the index does not know yet: of threads from before there was one, and of forks. */
export interface Fill {
  /** Begins to read, unless it does already. */
  start(): void;
  /** Whether there is nothing left to read. */
  readonly complete: boolean;
  /** Settles when it stands still. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function createFill({ store, index, report, now, wait }: FillOptions): Fill {
  const stop = new AbortController();
  let running: Promise<void> | undefined;
  let complete = false;
  const behind = store.db.prepare<[], { id: ThreadId; searched: number; last: number }>(
    `SELECT id, searched_seq AS searched, last_seq AS last FROM threads
     WHERE searched_seq < last_seq ORDER BY updated_at DESC LIMIT 1`,
  );
  const rows = store.db.prepare<[string, number, number, number], { seq: number; json: string }>(
    "SELECT seq, json FROM thread_events WHERE thread_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
  );

  /** A slice of work; false when there is none left. */
  const slice = (): boolean => {
    const until = now() + SLICE;
    return store.transaction(() => {
      do {
        const thread = behind.get();
        if (thread === undefined) return false;
        const found = rows.all(thread.id, thread.searched, thread.last, ROWS);
        const upTo = found.length < ROWS ? thread.last : (found.at(-1)?.seq ?? thread.last);
        index.note(thread.id, { after: thread.searched, upTo, events: found.flatMap(readRow) });
      } while (now() < until);
      return true;
    });
  };

  const run = async (): Promise<void> => {
    await wait(FIRST_PAUSE, stop.signal);
    while (slice()) await wait(PAUSE, stop.signal);
    complete = true;
  };

  return {
    get complete() {
      return complete;
    },
    start() {
      complete = false;
      running ??= run()
        .catch((error: unknown) => {
          // What is left is read after the next start.
          if (!stop.signal.aborted) report("threads could not be read for search", error);
        })
        .finally(() => (running = undefined));
    },
    settled: async () => running,
    close: async () => {
      stop.abort();
      await running;
    },
  };
}

const SPEAKING = /"type":"(?:thread\.(?:started|titled|rolled_back)|item\.(?:updated|completed))"/;

/** What of a row may be found; one that does not parse is shown in its thread and found nowhere. */
function readRow({ seq, json }: { readonly seq: number; readonly json: string }): NumberedEvent[] {
  if (!SPEAKING.test(json)) return [];
  try {
    const { success, data } = ThreadEvent.safeParse(JSON.parse(json));
    return success ? [{ seq, event: data }] : [];
  } catch {
    return [];
  }
}
