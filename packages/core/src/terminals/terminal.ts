import type { Terminal as TerminalState, TerminalEvent } from "@flightdeck/contract";
import { restartMark, Screen } from "./screen.ts";
import type { Shell } from "./shell.ts";
import { unstacked } from "./unstacked.ts";
import { Viewer } from "./viewer.ts";

/** Characters that may wait to be drawn on the host's own screen before the program has to wait. */
const HIGH = 64 * 1024;

export interface TerminalOptions {
  readonly state: TerminalState;
  /** Starts what runs in it; its size is the terminal's own. */
  readonly start: (size: { readonly columns: number; readonly rows: number }) => Promise<Shell>;
  readonly now: () => number;
  /** Its state is another one. */
  readonly onChange: () => void;
}

/**
 * A terminal: what runs in it, the screen that the host keeps, and those who watch. A program that prints faster than
 * it can be drawn is held, so a flood neither grows the host nor starves the other terminals.
 */
export class Terminal {
  readonly #options: TerminalOptions;
  readonly #screen: Screen;
  readonly #viewers = new Map<string, Viewer>();
  #state: TerminalState;
  #what: TerminalOptions["start"];
  #shell: Shell | undefined;
  #starting: Promise<void> | undefined;
  #undrawn = 0;
  #held = false;
  #closed = false;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#state = options.state;
    this.#what = options.start;
    this.#screen = new Screen({ ...options.state, onAnswer: (text) => this.#shell?.write(text) });
  }

  get state(): TerminalState {
    return this.#state;
  }

  /** Its process, once it has begun. */
  get pid(): number | undefined {
    return this.#shell?.pid;
  }

  /** What runs in it: the action, or something that the shell started. */
  busyWith(): string | undefined {
    if (this.#state.exit !== undefined) return undefined;
    return this.#state.action === undefined ? this.#shell?.busyWith() : this.#state.name;
  }

  /** Starts what runs in it, or something else from now on, behind what it shows already. Does nothing while that runs. */
  start(what: TerminalOptions["start"] = this.#what): Promise<void> {
    if (this.#state.exit !== undefined) this.#what = what;
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #start(): Promise<void> {
    if (this.#shell !== undefined && this.#state.exit === undefined) return;
    const again = this.#shell !== undefined;
    const shell = await this.#what(this.#state);
    if (this.#closed) return shell.end();
    if (again) this.#show(restartMark);
    this.#shell = shell;
    this.#held = false;
    const { exit: _, ...state } = this.#state;
    this.#change({ ...state, startedAt: this.#options.now() });
    shell.onOutput((text) => this.#print(text));
    void shell.exited.then((exit) => this.#change({ ...this.#state, exit: { ...exit, at: this.#options.now() } }));
    this.#flow();
  }

  write(text: string): void {
    this.#shell?.write(text);
  }

  resize(columns: number, rows: number): void {
    if (columns === this.#state.columns && rows === this.#state.rows) return;
    this.#shell?.resize(columns, rows);
    this.#screen.resize(columns, rows);
    for (const viewer of this.#viewers.values()) viewer.push({ type: "resized", columns, rows });
    this.#change({ ...this.#state, columns, rows });
  }

  rename(name: string): void {
    this.#change({ ...this.#state, name });
  }

  /** Ends what runs in it. */
  async stop(): Promise<void> {
    await this.#starting?.catch(() => {});
    await this.#shell?.end();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.stop();
    this.#screen.dispose();
  }

  acknowledge(watcher: string, characters: number): void {
    this.#viewers.get(watcher)?.acknowledge(characters);
  }

  async *watch(watcher: string, signal: AbortSignal): AsyncGenerator<TerminalEvent, void, void> {
    const viewer = new Viewer({
      snapshot: async () => ({ type: "snapshot", ...(await this.#screen.snapshot()) }),
      onFlow: () => this.#flow(),
    });
    this.#viewers.set(watcher, viewer);
    try {
      yield* viewer.events(signal);
    } finally {
      if (this.#viewers.get(watcher) === viewer) this.#viewers.delete(watcher);
    }
  }

  lastLines(count: number): Promise<readonly string[]> {
    return this.#screen.lastLines(count);
  }

  #print(printed: string): void {
    const text = unstacked(printed);
    this.#undrawn += text.length;
    this.#show(text, () => {
      this.#undrawn -= text.length;
      this.#flow();
    });
    this.#flow();
  }

  #show(text: string, drawn?: () => void): void {
    if (this.#closed) return;
    this.#screen.write(text, drawn);
    for (const viewer of this.#viewers.values()) viewer.push({ type: "data", text });
  }

  #flow(): void {
    const hold = this.#undrawn > HIGH || [...this.#viewers.values()].some(({ holding }) => holding);
    if (hold === this.#held) return;
    this.#held = hold;
    if (hold) this.#shell?.hold();
    else this.#shell?.goOn();
  }

  #change(state: TerminalState): void {
    this.#state = state;
    this.#options.onChange();
  }
}
