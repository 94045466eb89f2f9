import { type BackgroundState, goesOnAlone, type ShellToHost, type ThreadId } from "@flightdeck/contract";
import { askClosing, confirmQuit } from "./dialogs.ts";
import { noticeOf } from "./backgroundWords.ts";

/** For so long a host that is just starting is waited for before the last window ends the app, in milliseconds. */
const PATIENCE = 5_000;

export interface BackgroundOptions {
  readonly platform: NodeJS.Platform;
  readonly now: () => number;
  readonly hasWindow: () => boolean;
  /** Whether a host is there, or is about to be. */
  readonly isHostExpected: () => boolean;
  readonly tellHost: (message: ShellToHost) => void;
  /** Hears each new state, and undefined when there is nobody to say one. */
  readonly onState: (state: BackgroundState | undefined) => void;
  readonly notice: (words: { readonly title: string; readonly body: string }, threadId?: ThreadId) => void;
  readonly reopen: () => void;
  readonly quit: () => void;
  /** Whether the person wants to be asked before automations end with the app, and to be asked no more. */
  readonly warns: () => boolean;
  readonly warnNoMore: () => void;
}

/** What goes on when no window is open, and what the end of the last one and of the app mean for it. */
export class Background {
  readonly #options: BackgroundOptions;
  #state: BackgroundState | undefined;
  #closing: NodeJS.Timeout | undefined;
  #asking = false;

  constructor(options: BackgroundOptions) {
    this.#options = options;
  }

  /** The host says how automations stand; nothing once it has ended. */
  see(state: BackgroundState | undefined): void {
    const before = this.#state;
    this.#state = state;
    this.#options.onState(state);
    if (state === undefined) return;
    if (this.#closing !== undefined) this.lastClosed();
    if (!this.#options.hasWindow()) this.#tellWaiting(state, before);
  }

  /** No window is open any more: the app goes on, ends, or asks. */
  lastClosed(): void {
    const { platform, quit, isHostExpected, hasWindow } = this.#options;
    clearTimeout(this.#closing);
    this.#closing = undefined;
    if (hasWindow() || this.#asking) return;
    const state = this.#state;
    if (state === undefined) {
      if (platform === "darwin") return;
      if (!isHostExpected()) return quit();
      this.#closing = setTimeout(() => {
        this.#closing = undefined;
        if (!hasWindow()) quit();
      }, PATIENCE);
      return;
    }
    if (!goesOnAlone(state)) return platform === "darwin" ? undefined : quit();
    // On a Mac an app stays without windows: it is told of, not asked about.
    if (state.closing === "on" || (state.closing === "ask" && platform === "darwin")) return this.#goOn(state);
    void (state.closing === "ask" ? this.#ask(state) : this.#end(state));
  }

  /** The person wants the app to end. */
  async quit(): Promise<void> {
    const { quit, now, warns, warnNoMore, hasWindow } = this.#options;
    const state = this.#state;
    if (this.#asking) return;
    const costs = state !== undefined && (state.running > 0 || (state.on > 0 && state.closing !== "off" && warns()));
    if (!costs) return quit();
    const answer = await this.#alone(() => confirmQuit(state, now()));
    if (answer.noMore) warnNoMore();
    if (answer.choice === "quit") return quit();
    if (!hasWindow()) this.#goOn(state);
  }

  #goOn(state: BackgroundState): void {
    this.#options.onState(state); // what a page told is told by nobody now
    this.#options.notice(noticeOf(state, this.#options.now()));
  }

  async #ask(state: BackgroundState): Promise<void> {
    const { now, tellHost, reopen, quit, hasWindow } = this.#options;
    const choice = await this.#alone(() => askClosing(state, now()));
    if (choice === "back") return reopen();
    tellHost({ type: "keep_closing", closing: choice });
    if (hasWindow()) return; // one was opened meanwhile
    if (choice === "on") this.#goOn(this.#state ?? state);
    else quit();
  }

  /** Automations end with the last window, as the person said once; what is at work right now is another matter. */
  async #end(state: BackgroundState): Promise<void> {
    const { now, quit, reopen, hasWindow } = this.#options;
    if (state.running === 0) return quit();
    const { choice } = await this.#alone(() => confirmQuit(state, now()));
    if (choice === "quit" && !hasWindow()) quit();
    else reopen();
  }

  #tellWaiting({ parked }: BackgroundState, before: BackgroundState | undefined): void {
    const known = new Set(before?.parked.map(({ threadId }) => threadId));
    for (const { threadId, title } of parked)
      if (!known.has(threadId))
        this.#options.notice({ title, body: "It waits for you, and goes on once you answer." }, threadId);
  }

  async #alone<T>(ask: () => Promise<T>): Promise<T> {
    this.#asking = true;
    try {
      return await ask();
    } finally {
      this.#asking = false;
    }
  }
}
