import {
  type Command,
  clipOutput,
  isLive,
  type Item,
  type ItemId,
  type LoggedEvent,
  reduceThread,
  type Thread,
  type ThreadEvent,
  type ThreadRow,
  type TurnId,
} from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import type { NewTurn } from "./history/turnIndex.ts";
import { isLong, keepTail } from "./history/window.ts";
import type { Entry, StoredThread, ThreadLog } from "./log.ts";
import { type RowCounts, threadRow } from "./row.ts";

/** Milliseconds between two deliveries to one watcher. */
export const FRAME = 16;
/** Characters of text that may wait for a slow watcher before it has to start over. */
const WATCHER_LIMIT = 4_000_000;
/** A streaming item is stored at most this often, and ever more seldom the longer it streams. */
const FIRST_CHECKPOINT = 1_000;
const LAST_CHECKPOINT = 60_000;
/** Beyond this many characters a command's output is shown as a cut whole, so often. */
const LIVE_OUTPUT_LIMIT = 65_536;
const LIVE_OUTPUT_PAUSE = 100;

interface Streaming {
  nextCheckpoint: number;
  pause: number;
  /** Stores what came since the last checkpoint should nothing follow it. */
  trailing?: NodeJS.Timeout;
  nextLive: number;
  /** What was not shown yet of an output that prints faster than anyone reads. */
  held: string;
  heldBytes: number;
}

const eventWeight = (event: LoggedEvent): number => (event.type === "item.delta" ? event.text.length + 100 : 2_000);

/** How full the model's window is follows from the last turn. */
const withContext = (thread: Thread): Thread => ({
  ...thread,
  usage: { ...thread.usage, context: thread.turns.at(-1)?.usage.context ?? 0 },
});

/** Two growths of one item in one frame are one. */
function putEvent(waiting: LoggedEvent[], event: LoggedEvent): void {
  const last = waiting.at(-1);
  if (event.type === "item.delta" && last?.type === "item.delta" && last.itemId === event.itemId) {
    waiting[waiting.length - 1] = { ...last, text: last.text + event.text, at: event.at };
  } else {
    waiting.push(event);
  }
}

/**
 * A thread in memory: its state, those who watch it, and the one ordered path by which it changes. What is logged is
 * persisted first, then folded, then shown; live events are folded and shown, and stored with their item.
 */
export class OpenThread {
  readonly #log: ThreadLog;
  readonly #now: () => number;
  readonly #onRow: (row: ThreadRow) => void;
  readonly #onEvent: (event: LoggedEvent) => void;
  readonly #streaming = new Map<ItemId, Streaming>();
  readonly feed = new Feed<LoggedEvent>({ frame: FRAME, limit: WATCHER_LIMIT, put: putEvent, weight: eventWeight });
  #thread: Thread | undefined;
  #seq: number;
  #counts: RowCounts = { additions: 0, deletions: 0 };

  constructor(options: {
    readonly log: ThreadLog;
    readonly now: () => number;
    readonly onRow: (row: ThreadRow) => void;
    readonly onEvent: (event: LoggedEvent) => void;
    /** Undefined for a thread that begins now: `thread.started` is its first event. */
    readonly stored?: StoredThread;
    readonly counts?: RowCounts;
  }) {
    this.#log = options.log;
    this.#now = options.now;
    this.#onRow = options.onRow;
    this.#onEvent = options.onEvent;
    this.#thread = options.stored && keepTail(options.stored.thread);
    this.#seq = options.stored?.seq ?? 0;
    if (options.counts) {
      const { additions, deletions, reading } = options.counts;
      this.#counts = { additions, deletions, reading };
    }
  }

  get thread(): Thread {
    if (this.#thread === undefined) throw new RangeError("A thread's first event is thread.started");
    return this.#thread;
  }

  get seq(): number {
    return this.#seq;
  }

  get row(): ThreadRow {
    return threadRow(this.thread, this.#counts);
  }

  /** The size of its diff changed. */
  setLines({ additions, deletions }: Pick<RowCounts, "additions" | "deletions">): void {
    if (additions === this.#counts.additions && deletions === this.#counts.deletions) return;
    this.#count({ ...this.#counts, additions, deletions });
  }

  /** How far it is read changed. */
  setReading(reading: RowCounts["reading"]): void {
    const known = this.#counts.reading;
    if (reading?.hunks === known?.hunks && reading?.read === known?.read && reading?.fresh === known?.fresh) return;
    this.#count({ ...this.#counts, reading });
  }

  #count(counts: RowCounts): void {
    this.#counts = counts;
    this.commit([]);
  }

  /**
   * Persists the events (all or none), then folds and shows them. Throws what the store throws, with nothing changed.
   * `settle` has the last word on the state that they make, where they tell of turns that are not in memory.
   */
  commit(
    events: readonly ThreadEvent[],
    more: Pick<Entry, "prompt" | "before" | "also"> & { readonly settle?: (thread: Thread) => Thread } = {},
  ): void {
    const { settle, ...entry } = more;
    const first = this.#seq + 1;
    let thread = this.#thread;
    const turns: NewTurn[] = [];
    events.forEach((event, index) => {
      if (event.type === "turn.started" && thread !== undefined)
        turns.push({ turnId: event.turnId, seq: first + index, head: thread });
      thread = reduceThread(thread, event);
    });
    if (thread === undefined) throw new RangeError("A thread's first event is thread.started");
    if (turns.length > 0 || isLong(thread.turns.at(-1))) thread = keepTail(thread);
    if (settle) thread = settle(thread);
    const row = threadRow(thread, this.#counts);
    this.#log.append({ threadId: thread.id, seq: first, events, turns, row, ...entry });
    this.#thread = thread;
    this.#seq += events.length;
    events.forEach((event, index) => {
      if (event.type === "item.completed") this.#stopStreaming(event.item.id);
      if (event.type === "turn.ended") for (const id of this.#streaming.keys()) this.#stopStreaming(id);
      this.#publish({ ...event, seq: first + index });
    });
    this.#onRow(row);
  }

  /**
   * Takes a turn and those after it out of the thread, and what the model was told in them out of its prompt, in one
   * write. Watchers start over: what they hold may begin behind what is left. Throws `turn_not_found`.
   */
  rollBack(
    back: { readonly turnId: TurnId; readonly files: boolean; readonly snapshot?: string; readonly at: number },
    more: {
      readonly events?: readonly ThreadEvent[];
      readonly prompt?: Entry["prompt"];
      readonly also?: () => void;
    } = {},
  ): void {
    const { id, turns } = this.thread;
    const number = this.#log.turns.number(id, back.turnId);
    if (number === undefined) throw new AppError("turn_not_found");
    // Where nothing would be left in memory, the log has what came before.
    const left = turns.findIndex((turn) => turn.id === back.turnId) > 0 ? {} : this.#log.tailBefore(id, back.turnId);
    this.commit([{ type: "thread.rolled_back", ...back }, ...(more.events ?? [])], {
      prompt: more.prompt,
      before: () => this.#log.removeTurns(id, number),
      also: more.also,
      settle: (thread) => keepTail(withContext({ ...thread, ...left })),
    });
    this.feed.restart();
  }

  /** Folds and shows an event that is not stored by itself. Stores the item that grows, now and then. */
  live(event: ThreadEvent): void {
    if (event.type === "item.delta") {
      this.#grow(event.turnId, event.itemId, event.text, event.at);
      return;
    }
    this.#thread = reduceThread(this.#thread, event);
    this.#publish(event);
    if (!isLive(event)) this.#onRow(this.row);
  }

  #publish(event: LoggedEvent): void {
    this.feed.publish(event);
    this.#onEvent(event);
  }

  /** The item as it stands, in the turn that runs. */
  item(itemId: ItemId): Item | undefined {
    return this.#thread?.turns.at(-1)?.items.findLast(({ id }) => id === itemId);
  }

  #grow(turnId: TurnId, itemId: ItemId, text: string, at: number): void {
    const item = this.item(itemId);
    if (item === undefined) return;
    const streaming = this.#streaming.get(itemId) ?? {
      nextCheckpoint: at + FIRST_CHECKPOINT,
      pause: FIRST_CHECKPOINT,
      nextLive: 0,
      held: "",
      heldBytes: 0,
    };
    this.#streaming.set(itemId, streaming);
    if (item.type === "command" && item.outputBytes > LIVE_OUTPUT_LIMIT)
      this.#growLong(item, turnId, text, at, streaming);
    else {
      const event = { type: "item.delta", turnId, itemId, text, at } as const;
      this.#thread = reduceThread(this.#thread, event);
      this.#publish(event);
    }
    if (at >= streaming.nextCheckpoint) this.#checkpoint(turnId, itemId, streaming);
    else streaming.trailing ??= this.#checkpointLater(turnId, itemId, streaming);
  }

  #stopStreaming(itemId: ItemId): void {
    clearTimeout(this.#streaming.get(itemId)?.trailing);
    this.#streaming.delete(itemId);
  }

  /** Stores an item that still grows. */
  #checkpoint(turnId: TurnId, itemId: ItemId, streaming: Streaming): void {
    const item = this.item(itemId);
    clearTimeout(streaming.trailing);
    streaming.trailing = undefined;
    if (item?.status !== "running") return;
    const at = this.#now();
    streaming.pause = Math.min(streaming.pause * 2, LAST_CHECKPOINT);
    streaming.nextCheckpoint = at + streaming.pause;
    this.commit([{ type: "item.updated", turnId, item, at }]);
  }

  #checkpointLater(turnId: TurnId, itemId: ItemId, streaming: Streaming): NodeJS.Timeout {
    const store = () => {
      try {
        this.#checkpoint(turnId, itemId, streaming);
      } catch {
        // A full disk stops the turn at its next event, where there is somebody to tell.
      }
    };
    return setTimeout(store, streaming.nextCheckpoint - this.#now()).unref();
  }

  /** An output that is longer than anyone reads is shown cut, ten times a second. */
  #growLong(item: Command, turnId: TurnId, text: string, at: number, streaming: Streaming): void {
    streaming.held = clipOutput(streaming.held + text);
    streaming.heldBytes += text.length;
    if (at < streaming.nextLive) return;
    streaming.nextLive = at + LIVE_OUTPUT_PAUSE;
    const output = clipOutput(item.output + streaming.held);
    const outputBytes = item.outputBytes + streaming.heldBytes;
    streaming.held = "";
    streaming.heldBytes = 0;
    this.live({ type: "item.updated", turnId, at, item: { ...item, output, outputBytes } });
  }
}
