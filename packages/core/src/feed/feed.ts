export interface FeedOptions<T> {
  /** Milliseconds between two deliveries to one watcher: what happens in between arrives together. */
  readonly frame: number;
  /** Puts an event behind those that wait, merging it where one stands for both. */
  readonly put?: (waiting: T[], event: T) => void;
  /** So many waiting events, or so much weight of them, and the watcher is cut off: it must start over. */
  readonly limit: number;
  readonly weight?: (event: T) => number;
}

interface Watcher<T> {
  waiting: T[];
  weight: number;
  overrun: boolean;
  wake: (() => void) | undefined;
}

/** What is delivered: some events in order, or the word that the watcher fell behind and missed some. */
export type Delivery<T> = { readonly events: readonly T[] } | "overrun";

/**
 * One source of events and any number of watchers, each with its own bounded buffer. An idle feed has no timer; the
 * first event after a pause is delivered at once, the following ones once per frame.
 */
export class Feed<T> {
  readonly #options: FeedOptions<T>;
  readonly #watchers = new Set<Watcher<T>>();
  #left: (() => void)[] = [];

  constructor(options: FeedOptions<T>) {
    this.#options = options;
  }

  get watched(): boolean {
    return this.#watchers.size > 0;
  }

  /** Settles when the last watcher has left. */
  unwatched(): Promise<void> {
    return this.watched ? new Promise((resolve) => this.#left.push(resolve)) : Promise.resolve();
  }

  publish(event: T): void {
    const { put, limit, weight } = this.#options;
    for (const watcher of this.#watchers) {
      if (watcher.overrun) continue;
      if (put) put(watcher.waiting, event);
      else watcher.waiting.push(event);
      watcher.weight += weight?.(event) ?? 1;
      if (watcher.weight > limit) {
        watcher.overrun = true;
        watcher.waiting = [];
      }
      watcher.wake?.();
    }
  }

  /** Cuts every watcher off, so that each starts over: what they hold is no longer what there is. */
  restart(): void {
    for (const watcher of this.#watchers) {
      watcher.overrun = true;
      watcher.waiting = [];
      watcher.wake?.();
    }
  }

  /** Registers at once, before the first step of the iteration: nothing published after this call is missed. */
  watch(signal: AbortSignal): AsyncGenerator<Delivery<T>, void, void> {
    const watcher: Watcher<T> = { waiting: [], weight: 0, overrun: false, wake: undefined };
    this.#watchers.add(watcher);
    const leave = () => {
      this.#watchers.delete(watcher);
      watcher.wake?.();
      if (this.watched) return;
      const left = this.#left;
      this.#left = [];
      for (const tell of left) tell();
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
    return this.#deliver(watcher, signal, leave);
  }

  async *#deliver(
    watcher: Watcher<T>,
    signal: AbortSignal,
    leave: () => void,
  ): AsyncGenerator<Delivery<T>, void, void> {
    try {
      while (!signal.aborted) {
        if (watcher.waiting.length === 0 && !watcher.overrun) {
          await new Promise<void>((resolve) => {
            watcher.wake = resolve;
          });
          watcher.wake = undefined;
          continue;
        }
        if (watcher.overrun) {
          yield "overrun";
          return;
        }
        const events = watcher.waiting;
        watcher.waiting = [];
        watcher.weight = 0;
        yield { events };
        await pause(this.#options.frame, signal);
      }
    } finally {
      leave();
      signal.removeEventListener("abort", leave);
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done, { once: true });
  });
}
