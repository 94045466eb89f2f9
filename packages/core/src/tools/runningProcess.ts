import type { MachineProcess } from "../machine/index.ts";
import type { ProcessExit } from "../sandbox/index.ts";
import { HeadTail, type HeadTailBytes } from "./headTail.ts";

/** What a person can look up of a command's output afterwards. */
const KEPT_BYTES = 8 << 20;
/** What the model may still read of it with the next call. */
const UNREAD_BYTES = 1 << 20;

/** What a command that is nearly done may still take when the person waits to be read. */
const STEERED_MS = 250;

/** A command from its start until its end was told to the model, which may be many calls later. */
export class RunningProcess {
  readonly command: string;
  readonly cwd: string;
  readonly tty: boolean;
  /** It began in a read-only sandbox. */
  readonly readOnly: boolean;
  readonly output = new HeadTail(KEPT_BYTES);
  exit: ProcessExit | undefined;
  readonly #process: MachineProcess;
  readonly #exited: Promise<void>;
  readonly #watchers = new Set<(text: string) => void>();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #unread = new HeadTail(UNREAD_BYTES);

  constructor(
    process: MachineProcess,
    about: { readonly command: string; readonly cwd: string; readonly tty: boolean; readonly readOnly: boolean },
  ) {
    this.#process = process;
    this.command = about.command;
    this.cwd = about.cwd;
    this.tty = about.tty;
    this.readOnly = about.readOnly;
    process.onOutput((chunk) => {
      this.output.push(chunk);
      this.#unread.push(chunk);
      const text = this.#decoder.decode(chunk, { stream: true });
      for (const watcher of this.#watchers) watcher(text);
    });
    this.#exited = process.exited.then((exit) => {
      this.exit = exit;
    });
  }

  /** When it was asked for; once it runs, when it started. */
  get startedAt(): number {
    return this.#process.startedAt;
  }

  /** Its place in the line while the machine has no room for it; 1 is next. */
  get place(): number | undefined {
    return this.#process.place;
  }

  onPlace(listener: () => void): () => void {
    return this.#process.onPlace(listener);
  }

  /** The call that started it no longer waits for it. */
  toBackground(): void {
    this.#process.toBackground();
  }

  /** Settles when the process is gone. Never rejects. */
  get exited(): Promise<void> {
    return this.#exited;
  }

  /** Hands on the output as it comes, until the returned function is called. */
  watch(watcher: (text: string) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** The output that came since this was last called. */
  takeUnread(): HeadTailBytes {
    const unread = this.#unread.read();
    this.#unread = new HeadTail(UNREAD_BYTES);
    return unread;
  }

  write(text: string): void {
    this.#process.write(text);
  }

  kill(): void {
    this.#process.kill();
  }

  /**
   * Waits until the process ended, the time is up, counted from its start, or the signal aborted; a moment more once the
   * turn was steered. With `quietMs` it also ends once output came and then paused that long: someone types and wants to
   * see the answer.
   */
  wait(
    milliseconds: number,
    { signal, steered }: { readonly signal: AbortSignal; readonly steered: AbortSignal },
    quietMs?: number,
  ): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      let quiet: NodeJS.Timeout | undefined;
      let soon: NodeJS.Timeout | undefined;
      let settled = false;
      const settle = (): void => {
        settled = true;
        clearTimeout(timer);
        clearTimeout(soon);
        clearTimeout(quiet);
        unwatch();
        signal.removeEventListener("abort", settle);
        steered.removeEventListener("abort", settleSoon);
        resolve();
      };
      const settleSoon = (): void => {
        soon = setTimeout(settle, STEERED_MS);
      };
      const begin = (): void => {
        if (!settled) timer = setTimeout(settle, milliseconds);
      };
      if (this.place === undefined) begin();
      else void this.#process.started.then(begin);
      const unwatch = this.watch(() => {
        if (quietMs === undefined) return;
        clearTimeout(quiet);
        quiet = setTimeout(settle, quietMs);
      });
      signal.addEventListener("abort", settle);
      void this.#exited.then(() => settle());
      steered.addEventListener("abort", settleSoon);
      if (steered.aborted) settleSoon();
      if (signal.aborted) settle();
    });
  }
}
