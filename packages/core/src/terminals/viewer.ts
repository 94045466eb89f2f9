import type { TerminalEvent } from "@flightdeck/contract";

/** Characters that may be on their way to one watcher. */
const HIGH = 256 * 1024;
/** So long a slow watcher may hold the program up; then it misses what comes, and is shown where things stand later. */
const PATIENCE_MS = 120;
/** Between two deliveries: what comes in between goes together. */
const FRAME_MS = 8;

/** One who watches a terminal: gets what it shows at the pace at which they draw it. */
export class Viewer {
  readonly #snapshot: () => Promise<Extract<TerminalEvent, { type: "snapshot" }>>;
  readonly #onFlow: () => void;
  #waiting: TerminalEvent[] = [];
  #waitingSize = 0;
  #underWay = 0;
  #behind = false;
  #over = false;
  #patience: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;

  constructor(options: {
    /** Where things stand: all that was pushed before this call. */
    readonly snapshot: () => Promise<Extract<TerminalEvent, { type: "snapshot" }>>;
    /** `holding` may have changed. */
    readonly onFlow: () => void;
  }) {
    this.#snapshot = options.snapshot;
    this.#onFlow = options.onFlow;
  }

  /** It has so much to draw that the program should wait. */
  get holding(): boolean {
    return !this.#behind && this.#waitingSize + this.#underWay > HIGH;
  }

  push(event: TerminalEvent): void {
    if (this.#behind) return;
    const last = this.#waiting.at(-1);
    if (event.type === "data" && last?.type === "data")
      this.#waiting[this.#waiting.length - 1] = { type: "data", text: last.text + event.text };
    else this.#waiting.push(event);
    this.#waitingSize += sizeOf(event);
    this.#changed();
  }

  acknowledge(characters: number): void {
    this.#underWay = Math.max(0, this.#underWay - characters);
    this.#changed();
  }

  async *events(signal: AbortSignal): AsyncGenerator<TerminalEvent, void, void> {
    const stop = () => this.#wake?.();
    signal.addEventListener("abort", stop, { once: true });
    try {
      yield await this.#takeSnapshot();
      while (!signal.aborted) {
        if (this.#behind && this.#underWay === 0) yield await this.#takeSnapshot();
        else if (!this.#behind && this.#waiting.length > 0 && this.#underWay <= HIGH) {
          const events = this.#take();
          yield* events;
          await this.#sleep(FRAME_MS, signal);
        } else await this.#sleep(undefined, signal);
      }
    } finally {
      this.#over = true;
      signal.removeEventListener("abort", stop);
      clearTimeout(this.#patience);
      this.#behind = true; // it holds nothing up any more
      this.#onFlow();
    }
  }

  async #takeSnapshot(): Promise<TerminalEvent> {
    this.#behind = false;
    this.#waiting = [];
    this.#waitingSize = 0;
    const snapshot = await this.#snapshot();
    this.#underWay += sizeOf(snapshot);
    return snapshot;
  }

  #take(): readonly TerminalEvent[] {
    const events = this.#waiting;
    this.#underWay += this.#waitingSize;
    this.#waiting = [];
    this.#waitingSize = 0;
    return events;
  }

  #changed(): void {
    if (!this.holding) {
      clearTimeout(this.#patience);
      this.#patience = undefined;
    } else if (!this.#over) this.#patience ??= setTimeout(() => this.#fallBehind(), PATIENCE_MS);
    this.#onFlow();
    this.#wake?.();
  }

  #fallBehind(): void {
    this.#patience = undefined;
    this.#behind = true;
    this.#waiting = [];
    this.#waitingSize = 0;
    this.#onFlow();
    this.#wake?.();
  }

  /** Until something changes; with a time so long in any case. */
  #sleep(milliseconds: number | undefined, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise<void>((resolve) => {
      if (milliseconds === undefined) this.#wake = resolve;
      else setTimeout(resolve, milliseconds);
    }).then(() => {
      this.#wake = undefined;
    });
  }
}

function sizeOf(event: TerminalEvent): number {
  switch (event.type) {
    case "snapshot":
      return event.screen.length;
    case "data":
      return event.text.length;
    case "resized":
      return 0;
  }
}
