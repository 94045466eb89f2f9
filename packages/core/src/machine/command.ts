import type { RunningCommand } from "@flightdeck/contract";
import type { ProcessExit, SandboxedProcess } from "../sandbox/index.ts";
import type { TreeUse } from "./processes.ts";
import type { MachineProcess, Work } from "./types.ts";
import type { Weight } from "./weigh.ts";

/** One command of the machine, from when it was asked for until it is gone. */
export class MachineCommand implements MachineProcess {
  readonly id: string;
  readonly work: Work;
  weight: Weight;
  background = false;
  /** Told to end by the person or the guard. */
  stopping = false;
  /** It has run for so long that it counts as a server and takes no slot any more. */
  lasting = false;
  startedAt: number;
  cpuSeconds = 0;
  cpuPercent = 0;
  memoryBytes = 0;
  peakBytes = 0;
  pids: readonly number[] = [];
  /** Processes that were told to give way. */
  weighed: ReadonlySet<number> = new Set();
  lookedAt: number | undefined;
  /** When it last did something worth a slot. */
  busyAt: number;
  readonly started: Promise<void>;
  readonly exited: Promise<ProcessExit>;
  readonly #onEnded: (command: MachineCommand) => void;
  readonly #listeners: ((chunk: Uint8Array) => void)[] = [];
  readonly #placeListeners = new Set<(place: number | undefined) => void>();
  readonly #settleStarted: () => void;
  readonly #settleExited: (exit: ProcessExit) => void;
  #place: number | undefined;
  #process: SandboxedProcess | undefined;
  #typed: (string | undefined)[] = [];
  #over = false;
  #notice: string | undefined;

  constructor(options: {
    readonly id: string;
    readonly work: Work;
    readonly weight: Weight;
    readonly now: number;
    /** Called once, before anybody else hears of the end. */
    readonly onEnded: (command: MachineCommand) => void;
  }) {
    this.id = options.id;
    this.work = options.work;
    this.weight = options.weight;
    this.startedAt = options.now;
    this.busyAt = options.now;
    this.#onEnded = options.onEnded;
    const started = Promise.withResolvers<void>();
    const exited = Promise.withResolvers<ProcessExit>();
    this.started = started.promise;
    this.exited = exited.promise;
    this.#settleStarted = () => started.resolve();
    this.#settleExited = (exit) => exited.resolve(exit);
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  get state(): "queued" | "running" | "over" {
    if (this.#over) return "over";
    return this.#process === undefined ? "queued" : "running";
  }

  get place(): number | undefined {
    return this.#place;
  }

  set place(place: number | undefined) {
    if (place === this.#place) return;
    this.#place = place;
    for (const listener of this.#placeListeners) listener(place);
  }

  onPlace(listener: (place: number | undefined) => void): () => void {
    this.#placeListeners.add(listener);
    return () => void this.#placeListeners.delete(listener);
  }

  /** It has its turn. Throws what `spawn` throws; then it never was. */
  begin(spawn: () => SandboxedProcess, now: number): void {
    const process = spawn();
    this.#process = process;
    this.startedAt = now;
    this.busyAt = now;
    process.onOutput((chunk) => this.#tell(chunk));
    for (const text of this.#typed) {
      if (text === undefined) process.closeInput();
      else process.write(text);
    }
    this.#typed = [];
    void process.exited.then((exit) => this.#end(exit));
    this.place = undefined;
    this.#settleStarted();
  }

  onOutput(listener: (chunk: Uint8Array) => void): void {
    this.#listeners.push(listener);
  }

  write(text: string): void {
    if (this.#process !== undefined) this.#process.write(text);
    else if (!this.#over) this.#typed.push(text);
  }

  closeInput(): void {
    if (this.#process !== undefined) this.#process.closeInput();
    else this.#typed.push(undefined);
  }

  kill(): void {
    if (this.#process !== undefined) this.#process.kill();
    else this.giveUp("it was ended while it waited for the machine");
  }

  /** Ends it and says why, as the last line of its output. */
  stop(notice: string): void {
    if (this.state === "over") return;
    this.stopping = true;
    this.#notice ??= notice;
    if (this.#process === undefined) this.giveUp("it was stopped while it waited for the machine");
    else this.#process.kill();
  }

  /** It will never start. */
  giveUp(failure: string): void {
    if (this.#process === undefined) this.#end({ exitCode: null, signal: null, failure });
  }

  toBackground(): void {
    this.background = true;
  }

  sees(use: TreeUse, now: number): void {
    const since = this.lookedAt ?? this.startedAt;
    const seconds = Math.max(0.001, (now - since) / 1000);
    // A process that ended unseen takes its time with it.
    const cpuSeconds = Math.max(this.cpuSeconds, use.cpuSeconds);
    this.cpuPercent = Math.round(((cpuSeconds - this.cpuSeconds) / seconds) * 100);
    this.cpuSeconds = cpuSeconds;
    this.memoryBytes = use.memoryBytes;
    this.peakBytes = Math.max(this.peakBytes, use.memoryBytes);
    this.pids = use.pids;
    this.lookedAt = now;
  }

  /** The run so far. */
  run(now: number): { readonly cpuSeconds: number; readonly peakBytes: number; readonly ageMs: number } {
    return { cpuSeconds: this.cpuSeconds, peakBytes: this.peakBytes, ageMs: now - this.startedAt };
  }

  describe(): RunningCommand {
    const { threadId, projectId, itemId, command, cwd } = this.work;
    return {
      id: this.id,
      threadId,
      projectId,
      ...(itemId === undefined ? {} : { itemId }),
      command,
      cwd,
      state: this.state === "queued" ? "queued" : "running",
      ...(this.#place === undefined ? {} : { place: this.#place }),
      background: this.background,
      weight: this.weight,
      startedAt: this.startedAt,
      cpuPercent: this.cpuPercent,
      memoryBytes: this.memoryBytes,
    };
  }

  #tell(chunk: Uint8Array): void {
    for (const listener of this.#listeners) listener(chunk);
  }

  #end(exit: ProcessExit): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#notice !== undefined) this.#tell(Buffer.from(`\n[${this.#notice}]\n`));
    this.place = undefined;
    this.#onEnded(this);
    this.#settleStarted();
    this.#settleExited(exit);
  }
}
