import type { MessageId, QueuedMessage, ThreadEvent, ThreadId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import type { ThreadLog } from "./log.ts";
import type { OpenThread } from "./openThread.ts";
import type { Message } from "./steers.ts";

/** What the person's two lanes need: the thread, its log, and what its turns take. */
interface LaneNeeds {
  readonly load: (threadId: ThreadId) => OpenThread;
  readonly log: ThreadLog;
  readonly now: () => number;
  /** Begins a turn with the message. Throws `turn_running`, `worktree_missing`. */
  readonly begin: (open: OpenThread, message: Message) => void;
  /** Throws `turn_not_running`, `turn_not_steerable`. */
  readonly steer: (open: OpenThread, message: Message, taken: readonly ThreadEvent[]) => void;
}

/** The messages of a thread that wait for its turn's end. */
export class Queue {
  readonly #needs: LaneNeeds;

  constructor(needs: LaneNeeds) {
    this.#needs = needs;
  }

  /** `also` is written with it or not at all. */
  add(open: OpenThread, message: Message, also?: () => void): void {
    const { log, now } = this.#needs;
    const at = now();
    const queued: QueuedMessage = { ...message, queuedAt: at };
    open.commit([changed([...open.thread.queue, queued], at)], {
      also: (threadId) => {
        log.rememberMessage(threadId, message.id, at);
        also?.();
      },
    });
  }

  edit(threadId: ThreadId, messageId: MessageId, text: string): void {
    const { open, queue } = this.#find(threadId, messageId);
    this.#put(
      open,
      queue.map((message) => (message.id === messageId ? { ...message, text } : message)),
    );
  }

  /** Puts it before another one, or at the end; also where the other one has left meanwhile. */
  move(threadId: ThreadId, messageId: MessageId, before: MessageId | undefined): void {
    const { open, queue, message } = this.#find(threadId, messageId);
    if (before === messageId) return;
    const others = queue.filter(({ id }) => id !== messageId);
    const place = others.findIndex(({ id }) => id === before);
    this.#put(open, others.toSpliced(place < 0 ? others.length : place, 0, message));
  }

  remove(threadId: ThreadId, messageId: MessageId): void {
    const { open, queue } = this.#find(threadId, messageId);
    this.#put(
      open,
      queue.filter(({ id }) => id !== messageId),
    );
  }

  send(threadId: ThreadId, messageId: MessageId): void {
    const { open, message } = this.#find(threadId, messageId);
    this.#needs.begin(open, message);
  }

  /** Says it to the running turn instead. */
  promote(threadId: ThreadId, messageId: MessageId): void {
    const { open, queue, message } = this.#find(threadId, messageId);
    const left = queue.filter(({ id }) => id !== messageId);
    this.#needs.steer(open, message, [changed(left, this.#needs.now())]);
  }

  #find(threadId: ThreadId, messageId: MessageId) {
    const open = this.#needs.load(threadId);
    const { queue } = open.thread;
    const message = queue.find(({ id }) => id === messageId);
    if (message === undefined) throw new AppError("message_not_found");
    return { open, queue, message };
  }

  #put(open: OpenThread, queue: readonly QueuedMessage[]): void {
    open.commit([changed(queue, this.#needs.now())]);
  }
}

const changed = (queue: readonly QueuedMessage[], at: number): ThreadEvent => ({
  type: "queue.changed",
  queue: [...queue],
  at,
});
