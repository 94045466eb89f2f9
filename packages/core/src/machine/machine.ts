import type { MachineSettings, MachineUse, ThreadId } from "@flightdeck/contract";
import { AppError, messageOf } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import type { SandboxedProcess } from "../sandbox/index.ts";
import { MachineCommand } from "./command.ts";
import type { Confinement } from "./confine.ts";
import { offenders } from "./guard.ts";
import type { Learned } from "./learned.ts";
import type { MachineMemory } from "./memory.ts";
import type { ProcessWatch } from "./processes.ts";
import { admit, emptySchedule, enter, hold, leave, order } from "./schedule.ts";
import { expectationOf, hasRoom, type Holder, isBusy, type Limits, limitsOf, slotAfter, wasHeavy } from "./slots.ts";
import type { CommandRunner, MachineProcess, Work } from "./types.ts";
import { stoppedByGuard, stoppedByPerson } from "./notices.ts";
import { weighLine } from "./weigh.ts";

/** Between two looks: at work, and while only servers run that nobody watches. */
const LOOK_MS = 500;
const SLOW_LOOK_MS = 5_000;
/** Longer lines are not the same twice. */
const LONGEST_LEARNED = 2_000;

export interface MachineOptions {
  readonly now: () => number;
  readonly newId: () => string;
  readonly settings: () => MachineSettings;
  readonly cores: number;
  readonly memory: () => MachineMemory;
  readonly processes: ProcessWatch;
  readonly confinement: Confinement;
  readonly learned: Learned;
  readonly report: (message: string, error: unknown) => void;
}

/**
 * The one budget that the commands of all threads run under. Light ones start at once. Heavy ones take a slot: they wait
 * in a fair line, and hold it while they work. While commands run it looks at what they use, and ends the youngest of
 * the large ones before the machine would swap. Without commands it does nothing at all.
 */
export class Machine implements CommandRunner {
  readonly #options: MachineOptions;
  readonly #commands = new Map<string, MachineCommand>();
  readonly #waiting = new Map<string, () => SandboxedProcess>();
  readonly #feed = new Feed<MachineUse>({
    frame: LOOK_MS,
    limit: 10,
    weight: () => 0,
    put: (waiting, use) => waiting.splice(0, waiting.length, use),
  });
  #schedule = emptySchedule;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #memory: MachineMemory | undefined;
  #closed = false;

  constructor(options: MachineOptions) {
    this.#options = options;
  }

  start(work: Work, spawn: () => SandboxedProcess): MachineProcess {
    const { now, newId } = this.#options;
    const known = this.#experience(work);
    const thought = known === undefined ? work.heavy === true : wasHeavy({ ...known, ageMs: 0 }, this.#limits());
    const heavy = thought || weighLine(work.command) === "heavy";
    const command = new MachineCommand({
      id: newId(),
      work,
      weight: heavy ? "heavy" : "light",
      now: now(),
      onEnded: (ended) => this.#ended(ended),
    });
    if (this.#closed) {
      command.giveUp("Flightdeck is closing");
      return command;
    }
    this.#commands.set(command.id, command);
    if (heavy) {
      this.#waiting.set(command.id, spawn);
      const expectedSeconds = expectationOf(known, this.#limits()).cpuSeconds;
      this.#schedule = enter(this.#schedule, { id: command.id, threadId: work.threadId, expectedSeconds });
      this.#admit();
    } else {
      this.#begin(command, spawn);
    }
    this.#changed();
    return command;
  }

  /** Ends a command and all it started. Throws `process_not_found`. */
  stop(threadId: ThreadId, id: string): void {
    const command = this.#commands.get(id);
    if (command?.work.threadId !== threadId) throw new AppError("process_not_found");
    command.stop(stoppedByPerson(command.state === "queued"));
  }

  async *watch(signal: AbortSignal): AsyncGenerator<MachineUse, void, void> {
    const deliveries = this.#feed.watch(signal);
    this.#wake(); // someone looks on: no slow looks any more
    yield this.#use();
    for await (const delivery of deliveries) yield* delivery === "overrun" ? [this.#use()] : delivery.events;
  }

  /** Ends everything, what waits included; nothing starts any more. */
  async close(): Promise<void> {
    this.#closed = true;
    const left = [...this.#commands.values()].toSorted((a, b) => Number(b.pid === 0) - Number(a.pid === 0));
    for (const command of left) command.kill();
    await Promise.all(left.map(({ exited }) => exited));
    clearTimeout(this.#timer);
    this.#options.confinement.close();
  }

  #limits(): Limits {
    this.#memory ??= this.#options.memory();
    return limitsOf(this.#options.settings(), this.#options.cores, this.#memory.totalBytes);
  }

  /** Starts it; what a spawn throws reaches a caller that still waits, else it becomes the command's end. */
  #begin(command: MachineCommand, spawn: () => SandboxedProcess): void {
    const { confinement, now } = this.#options;
    try {
      command.begin(spawn, now());
    } catch (error) {
      this.#commands.delete(command.id);
      command.giveUp(messageOf(error));
      throw error;
    }
    if (command.pid === 0) return;
    confinement.begin(command.pid);
    if (command.weight === "heavy") this.#weighDown(command, [command.pid]);
  }

  #weighDown(command: MachineCommand, pids: readonly number[]): void {
    const added = pids.filter((pid) => !command.weighed.has(pid));
    command.weighed = new Set(pids);
    this.#options.confinement.limit(this.#limits());
    if (added.length > 0) this.#options.confinement.weighDown(command.id, added);
  }

  #admit(): void {
    if (this.#waiting.size > 0 && !this.#closed) {
      const limits = this.#limits();
      this.#memory = this.#options.memory();
      const { schedule, admitted } = admit(this.#schedule, {
        slots: limits.slots,
        fits: (id, holding) => this.#fits(id, holding, limits),
      });
      this.#schedule = schedule;
      for (const id of admitted) this.#beginWaiting(id);
    }
    const waiting = order(this.#schedule);
    for (const [index, id] of waiting.entries()) {
      const command = this.#commands.get(id);
      if (command?.state === "queued") command.place = index + 1;
    }
  }

  #beginWaiting(id: string): void {
    const command = this.#commands.get(id);
    const spawn = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (command === undefined || spawn === undefined) return;
    try {
      this.#begin(command, spawn);
    } catch (error) {
      this.#schedule = leave(this.#schedule, id);
      this.#options.report("a command could not be started", error);
    }
  }

  #fits(id: string, holding: readonly string[], limits: Limits): boolean {
    const candidate = this.#commands.get(id);
    const memory = this.#memory;
    if (candidate === undefined || memory === undefined) return true;
    const held = new Set(holding);
    const holders = holding
      .map((other) => this.#commands.get(other))
      .filter((command) => command !== undefined)
      .map((command): Holder => {
        const { lookedAt, cpuPercent, memoryBytes } = command;
        const expectedBytes = this.#expectedBytes(command, limits);
        return { memoryBytes, expectedBytes, cpuPercent: lookedAt === undefined ? undefined : cpuPercent };
      });
    const otherBytes = [...this.#commands.values()]
      .filter((command) => !held.has(command.id))
      .reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    return hasRoom(this.#expectedBytes(candidate, limits), holders, { limits, memory, otherBytes });
  }

  #expectedBytes({ work }: MachineCommand, limits: Limits): number {
    return expectationOf(this.#experience(work), limits).peakBytes;
  }

  #experience({ projectId, command }: Work) {
    return command.length > LONGEST_LEARNED ? undefined : this.#options.learned.of(projectId, command);
  }

  #ended(command: MachineCommand): void {
    const { confinement, learned, now, report } = this.#options;
    this.#commands.delete(command.id);
    this.#waiting.delete(command.id);
    this.#schedule = leave(this.#schedule, command.id);
    confinement.end(command.id);
    if (command.lookedAt !== undefined) void this.#endStrays(command.pid);
    const { work } = command;
    const run = command.run(now());
    const seen = command.lookedAt !== undefined || work.heavy === true;
    const worth = seen && work.command.length <= LONGEST_LEARNED;
    if (worth && (command.weight === "heavy" || wasHeavy(run, this.#limits()))) {
      try {
        learned.note(work.projectId, work.command, run);
      } catch (error) {
        report("what a command used could not be kept", error); // a full disk
      }
    }
    this.#admit();
    this.#changed();
  }

  /** What let itself be adopted by init is in no group and no tree any more; a look before has seen whose it is. */
  async #endStrays(root: number): Promise<void> {
    // The other commands are named too, so that theirs stay known.
    const others = [...this.#commands.values()].map(({ pid }) => pid).filter((pid) => pid > 0);
    const use = await this.#options.processes.look([root, ...others]);
    for (const pid of use.get(root)?.pids ?? []) this.#options.confinement.kill(pid);
  }

  /** Tells who watches, and sees to it that there is a next look while there is something to look at. */
  #changed(): void {
    if (this.#feed.watched) this.#feed.publish(this.#use());
    if (this.#commands.size === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#options.processes.forget();
    } else if (this.#timer === undefined && !this.#looking) this.#plan();
  }

  #plan(): void {
    clearTimeout(this.#timer);
    const atRest =
      !this.#feed.watched &&
      this.#waiting.size === 0 &&
      this.#schedule.holding.length === 0 &&
      [...this.#commands.values()].every(({ background }) => background);
    this.#timer = setTimeout(() => void this.#look(), atRest ? SLOW_LOOK_MS : LOOK_MS);
    this.#timer.unref();
  }

  #wake(): void {
    if (this.#timer !== undefined) this.#plan();
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    if (this.#looking) return;
    this.#looking = true;
    try {
      const { processes, now, memory } = this.#options;
      const running = [...this.#commands.values()].filter(({ pid, state }) => pid > 0 && state === "running");
      const uses = await processes.look(running.map(({ pid }) => pid));
      this.#memory = memory();
      for (const command of running) {
        const use = uses.get(command.pid);
        if (use !== undefined && command.state === "running") command.sees(use, now());
      }
      this.#guard();
      this.#weighAll(running);
      this.#admit();
    } catch (error) {
      this.#options.report("the commands could not be looked at", error);
    } finally {
      this.#looking = false;
    }
    this.#changed();
  }

  #guard(): void {
    const memory = this.#memory;
    if (memory === undefined) return;
    const limits = this.#limits();
    for (const { id, cause } of offenders([...this.#commands.values()], memory, limits.memoryBytes)) {
      const command = this.#commands.get(id);
      command?.stop(stoppedByGuard(cause, command.memoryBytes, limits.memoryBytes));
    }
  }

  #weighAll(running: readonly MachineCommand[]): void {
    const limits = this.#limits();
    const now = this.#options.now();
    for (const command of running) {
      if (command.state !== "running") continue;
      if (isBusy(command.cpuPercent)) command.busyAt = now;
      if (wasHeavy(command.run(now), limits)) command.weight = "heavy";
      if (command.weight === "heavy") this.#weighDown(command, command.pids);
      const next = slotAfter(command, this.#schedule.holding.includes(command.id), now);
      if (next === "last") command.lasting = true;
      if (next === "hold") this.#schedule = hold(this.#schedule, command.id);
      if (next === "release" || next === "last") this.#schedule = leave(this.#schedule, command.id);
    }
  }

  #use(): MachineUse {
    const { cores, confinement, memory } = this.#options;
    const { totalBytes, availableBytes } = this.#memory ?? memory();
    return {
      commands: [...this.#commands.values()].map((command) => command.describe()),
      cores,
      memoryBytes: totalBytes,
      availableBytes,
      confinedBy: confinement.kind,
    };
  }
}
