import type { Snooze, SnoozesEvent, ThreadId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import type { Store } from "../store/index.ts";

const LONGEST = 366 * 24 * 3_600_000;
/** A timer cannot wait longer than this. */
const LONGEST_TIMER = 2_000_000_000;

/** What the person wants to see later. Nothing is answered by it: whatever waits goes on waiting. */
export interface Snoozes {
  watch(signal: AbortSignal): AsyncGenerator<SnoozesEvent, void, void>;
  /** Throws `thread_not_found`, `input_invalid`. */
  snooze(entry: Omit<Snooze, "at">): void;
  wake(key: string): void;
  close(): void;
}

/** While something is put off there is one timer, for the first that comes back. */
export function openSnoozes({ store, now }: { readonly store: Store; readonly now: () => number }): Snoozes {
  const { db } = store;
  const feed = new Feed<true>({ frame: 16, limit: 10_000 });
  const select = db.prepare<[number], { key: string; thread_id: ThreadId; at: number; until: number }>(
    "SELECT key, thread_id, at, until FROM snoozes WHERE until > ? ORDER BY until",
  );
  const put = db.prepare<[Omit<Snooze, "threadId"> & { threadId: string }]>(
    `INSERT OR REPLACE INTO snoozes (key, thread_id, at, until)
     SELECT @key, @threadId, @at, @until WHERE EXISTS (SELECT 1 FROM threads WHERE id = @threadId)`,
  );
  const remove = db.prepare<[string]>("DELETE FROM snoozes WHERE key = ?");
  const removeOver = db.prepare<[number]>("DELETE FROM snoozes WHERE until <= ?");
  let timer: NodeJS.Timeout | undefined;

  const list = (): readonly Snooze[] =>
    select.all(now()).map(({ key, thread_id: threadId, at, until }) => ({ key, threadId, at, until }));

  /** Ends those whose time has come, and waits for the next. */
  const settle = (): void => {
    clearTimeout(timer);
    try {
      removeOver.run(now());
    } catch {
      // A full disk: they are over all the same, and go another time.
    }
    const [first] = list();
    if (first !== undefined) timer = setTimeout(wakeUp, Math.min(first.until - now() + 1, LONGEST_TIMER)).unref();
  };
  const wakeUp = (): void => {
    settle();
    feed.publish(true);
  };
  settle();

  return {
    watch: async function* (signal) {
      const deliveries = feed.watch(signal);
      yield { snoozes: list() };
      for await (const _ of deliveries) yield { snoozes: list() };
    },
    snooze: (entry) => {
      const at = now();
      if (entry.until <= at || entry.until > at + LONGEST)
        throw new AppError("input_invalid", "Choose a time within the next year");
      const { changes } = store.transaction(() => put.run({ ...entry, at }));
      if (changes === 0) throw new AppError("thread_not_found", entry.threadId);
      wakeUp();
    },
    wake: (key) => {
      store.transaction(() => remove.run(key));
      wakeUp();
    },
    close: () => clearTimeout(timer),
  };
}
