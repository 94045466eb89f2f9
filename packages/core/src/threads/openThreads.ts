import type { ThreadId, ThreadListEvent, ThreadRow } from "@flightdeck/contract";
import type { Digests } from "../digests/index.ts";
import { AppError } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import type { StoredThread, ThreadLog } from "./log.ts";
import { OpenThread } from "./openThread.ts";

/** Threads without a watcher or a turn that stay in memory, for those who come back to them. */
const IDLE_THREADS_KEPT = 20;
const LIST_FRAME = 33;

/** The rows of all threads, and in memory the threads that are looked at or work. */
export class OpenThreads {
  readonly #log: ThreadLog;
  readonly #digests: Pick<Digests, "note">;
  readonly #now: () => number;
  readonly #isWorking: (threadId: ThreadId) => boolean;
  readonly #onForget: (threadId: ThreadId) => void;
  readonly #rows = new Map<ThreadId, ThreadRow>();
  readonly #list = new Feed<ThreadListEvent>({ frame: LIST_FRAME, limit: 100_000, put: putListEvent });
  readonly #open = new Map<ThreadId, OpenThread>();

  constructor(options: {
    readonly log: ThreadLog;
    readonly digests: Pick<Digests, "note">;
    readonly now: () => number;
    readonly isWorking: (threadId: ThreadId) => boolean;
    readonly onForget: (threadId: ThreadId) => void;
  }) {
    this.#log = options.log;
    this.#digests = options.digests;
    this.#now = options.now;
    this.#isWorking = options.isWorking;
    this.#onForget = options.onForget;
    for (const row of this.#log.rows()) this.#rows.set(row.id, row);
  }

  rows(): readonly ThreadRow[] {
    return [...this.#rows.values()];
  }

  ids(): readonly ThreadId[] {
    return [...this.#open.keys()];
  }

  async *watchList(signal: AbortSignal): AsyncGenerator<ThreadListEvent, void, void> {
    const deliveries = this.#list.watch(signal);
    yield { type: "snapshot", rows: this.rows() };
    for await (const delivery of deliveries) {
      if (delivery === "overrun") yield { type: "snapshot", rows: this.rows() };
      else yield* delivery.events;
    }
  }

  /** The thread in memory, read from its log when it is not. Throws `thread_not_found`. */
  load(threadId: ThreadId): OpenThread {
    const known = this.#open.get(threadId);
    if (known !== undefined) {
      // The order of the map is the order of use.
      this.#open.delete(threadId);
      this.#open.set(threadId, known);
      return known;
    }
    const stored = this.#log.read(threadId);
    const row = this.#rows.get(threadId);
    if (stored === undefined || row === undefined) throw new AppError("thread_not_found", threadId);
    const open = this.#make(threadId, { stored, counts: row });
    this.#open.set(threadId, open);
    this.#forgetIdle(open);
    return open;
  }

  inMemory(threadId: ThreadId): OpenThread | undefined {
    return this.#open.get(threadId);
  }

  /** A thread that begins: it is known from its first event on. */
  begin(threadId: ThreadId): OpenThread {
    return this.#make(threadId, {});
  }

  /** A thread that was written at once: known from here on, and listed. */
  adopt(threadId: ThreadId, stored: StoredThread): OpenThread {
    const open = this.#make(threadId, { stored });
    this.#rows.set(threadId, open.row);
    this.#open.set(threadId, open);
    this.#list.publish({ type: "changed", rows: [open.row] });
    return open;
  }

  /** All threads in memory. */
  all(): readonly OpenThread[] {
    return [...this.#open.values()];
  }

  remove(threadId: ThreadId): void {
    this.#forget(threadId);
    this.#rows.delete(threadId);
    this.#list.publish({ type: "removed", threadId });
  }

  #make(threadId: ThreadId, from: Pick<ConstructorParameters<typeof OpenThread>[0], "stored" | "counts">): OpenThread {
    const open = new OpenThread({
      ...from,
      log: this.#log,
      now: this.#now,
      onEvent: (event) => this.#digests.note(threadId, event),
      onRow: (row) => {
        this.#rows.set(threadId, row);
        this.#open.set(threadId, open);
        this.#list.publish({ type: "changed", rows: [row] });
      },
    });
    return open;
  }

  /** Forgets threads that nobody looks at, the longest unused first; their logs have them. */
  #forgetIdle(but: OpenThread): void {
    const idle = [...this.#open].filter(([id, open]) => open !== but && !open.feed.watched && !this.#isWorking(id));
    for (const [id] of idle.slice(0, Math.max(0, idle.length - IDLE_THREADS_KEPT))) this.#forget(id);
  }

  #forget(threadId: ThreadId): void {
    this.#open.delete(threadId);
    this.#onForget(threadId);
  }
}

/** Several changes of one row in one frame are one. */
function putListEvent(waiting: ThreadListEvent[], event: ThreadListEvent): void {
  const last = waiting.at(-1);
  if (event.type !== "changed" || last?.type !== "changed") {
    waiting.push(event);
    return;
  }
  const ids = new Set(event.rows.map(({ id }) => id));
  waiting[waiting.length - 1] = {
    type: "changed",
    rows: [...last.rows.filter(({ id }) => !ids.has(id)), ...event.rows],
  };
}
