import type { RunningProcess } from "./runningProcess.ts";

export interface ProcessEntry {
  readonly id: number;
  readonly command: string;
  readonly cwd: string;
  readonly startedAt: number;
}

/** Most commands that a thread may keep running. */
const LIMIT = 64;

/** The commands of one thread that run on after the call that started them. The thread closes it when it ends. */
export class ProcessTable {
  readonly #running = new Map<number, RunningProcess>();
  readonly #limit: number;
  #lastId = 0;
  #closed = false;

  constructor({ limit = LIMIT }: { readonly limit?: number } = {}) {
    this.#limit = limit;
  }

  /** No command may start for it any more. */
  get closed(): boolean {
    return this.#closed;
  }

  get full(): boolean {
    return this.list().length >= this.#limit;
  }

  /**
   * Takes a process in charge from its first moment, so that `close` misses none. Where there is no room, the oldest
   * one that ended is forgotten, though nobody asked about it.
   */
  add(process: RunningProcess): number {
    const ended = [...this.#running].find(([, other]) => other.exit !== undefined);
    if (this.#running.size >= this.#limit && ended !== undefined) this.#running.delete(ended[0]);
    this.#lastId += 1;
    this.#running.set(this.#lastId, process);
    return this.#lastId;
  }

  get(id: number): RunningProcess | undefined {
    return this.#running.get(id);
  }

  /** Forgets a process whose end was told. */
  remove(id: number): void {
    this.#running.delete(id);
  }

  /** What runs now, oldest first. */
  list(): readonly ProcessEntry[] {
    return [...this.#running]
      .filter(([, process]) => process.exit === undefined)
      .map(([id, { command, cwd, startedAt }]) => ({ id, command, cwd, startedAt }));
  }

  /** Ends all of them, for good: calls under way start none any more. Resolves when they are gone. */
  async close(): Promise<void> {
    this.#closed = true;
    const processes = [...this.#running.values()];
    this.#running.clear();
    for (const process of processes) process.kill();
    await Promise.all(processes.map((process) => process.exited));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
