import {
  AutomationContent,
  type AutomationId,
  type ProjectId,
  type Run,
  type ThreadId,
  type Trigger,
} from "@flightdeck/contract";
import { openStore, type Store } from "../../store/index.ts";
import { openAutomations } from "../automations.ts";
import { type Book, openBook } from "../book.ts";
import type { Automations } from "../types.ts";
import { reckoned } from "./reckoning.ts";

const MINUTE = 60_000;
const LONGEST_SPREAD = 4 * MINUTE;

/** A stretch of time in which due times of one trigger counted, by the clocks of one zone. */
interface Stretch {
  readonly automationId: AutomationId;
  readonly trigger: Trigger;
  readonly timeZone: string;
  readonly from: number;
  to: number;
}

/** What begins when, as a runner would: each run works for a while, some wait for a person for hours. */
interface Begun {
  readonly run: Run;
  readonly at: number;
  readonly endsAt: number;
}

class Killed extends Error {}

/**
 * A machine with a wall clock that may be set, timers that run on another, a lid, a time zone and one real database file;
 * and a host on it that can be closed, killed and opened. It keeps its own account of what has to be due.
 */
export class Simulation {
  readonly path: string;
  wall: number;
  timeZone: string;
  /** So many steps inside the host from now on, it is killed; 0 never. */
  fuse = 0;
  /** How long runs work, and every how many waits for a person for half a day. */
  work = 10 * MINUTE;
  parkEvery = 0;
  /** Milliseconds that pass each time that the host looks at the clock. */
  tick = 0;
  readonly reports: string[] = [];
  readonly begun: Begun[] = [];
  /** Runs and projects that two were at work for at once. */
  readonly together: string[] = [];
  readonly stretches: Stretch[] = [];
  automations!: Automations;
  book!: Book;
  #store: Store | undefined;
  #steady = 0;
  #timer: { readonly at: number; readonly run: () => void } | undefined;
  #ids = 0;
  #working = new Map<string, Begun>();
  /** The stretches that go on. */
  #current = new Map<AutomationId, Stretch>();
  /** Times that were none: the clock went back from them. They count for stretches behind that place alone. */
  readonly #wrong: { readonly from: number; readonly to: number; readonly before: number }[] = [];
  #seenZone: string;
  #alive = 0;

  constructor(path: string, start: string, timeZone = "Europe/Berlin") {
    this.path = path;
    this.wall = Date.parse(start);
    this.timeZone = timeZone;
    this.#seenZone = timeZone;
  }

  get open(): boolean {
    return this.#store !== undefined;
  }
  get timers(): number {
    return this.#timer === undefined ? 0 : 1;
  }

  async start(): Promise<void> {
    const store = openStore(this.path);
    this.#store = store;
    const life = (this.#alive += 1);
    const step = () => {
      if (life !== this.#alive) throw new Killed();
      if (this.fuse > 0 && --this.fuse === 0) {
        this.#alive += 1; // what it still does is not heard of any more
        throw new Killed();
      }
    };
    this.book = openBook({ store, report: (message) => this.reports.push(message) });
    this.automations = openAutomations({
      book: this.book,
      world: {
        hasProject: () => true,
        projectOfThread: () => "project_1" as ProjectId,
        hasProfile: () => true,
      },
      projects: () => [],
      userHome: "/home/person",
      newId: (prefix) => {
        step();
        return `${prefix}_${String((this.#ids += 1)).padStart(8, "0")}`;
      },
      now: () => (this.wall += this.tick),
      later: (run, milliseconds) => {
        const timer = { at: this.#steady + milliseconds, run };
        this.#timer = timer;
        return () => {
          if (this.#timer === timer) this.#timer = undefined;
        };
      },
      breathe: async () => {
        await Promise.resolve();
        step();
      },
      timeZone: () => this.timeZone,
      spreadMinutes: () => 4,
      kick: () => this.#beginPending(),
      report: (message, error) => {
        if (!(error instanceof Killed)) this.reports.push(`${message}: ${String(error)}`);
      },
    });
    // What worked when the host died has ended with it.
    for (const run of this.book.runs.open())
      if (run.state !== "pending") this.book.runs.put({ ...run, state: "failed", endedAt: this.wall });
    this.#working.clear();
    await this.automations.begin();
    await this.#settle();
    if (this.open) this.#beginPending();
  }

  async close(): Promise<void> {
    await this.automations.close();
    this.#die();
  }
  kill(): void {
    this.#alive += 1;
    this.#die();
  }
  #die(): void {
    this.#timer = undefined;
    this.#store?.close();
    this.#store = undefined;
    this.fuse = 0;
  }

  /** Nothing can be written any more, or again. */
  fillDisk(full: boolean): void {
    this.#store?.db.pragma(`query_only = ${full ? "ON" : "OFF"}`);
  }

  /** Does something in the host, which may be killed by it. */
  async within(work: (automations: Automations) => Promise<void>): Promise<boolean> {
    const life = this.#alive;
    try {
      await work(this.automations);
    } catch (error) {
      if (!(error instanceof Killed) && life === this.#alive) throw error;
    }
    await this.#settle();
    return life === this.#alive;
  }

  /** All that was due now is on record, or the host is dead. */
  async #settle(same = false): Promise<void> {
    const life = this.#alive;
    if (this.open && this.fuse >= 0)
      try {
        await this.automations.look();
      } catch (error) {
        if (!(error instanceof Killed) && life === this.#alive) throw error;
      }
    if (this.open && life !== this.#alive) {
      this.#die();
      return;
    }
    if (this.open) this.#note(same);
  }

  /** Lets time go by, with the timers and the runs that come in it. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#steady + milliseconds;
    while (this.open && this.#timer !== undefined && this.#timer.at <= until) {
      const { at, run } = this.#timer;
      this.#timer = undefined;
      this.wall += at - this.#steady;
      this.#steady = at;
      this.#endRuns();
      run();
      await this.#settle(true);
    }
    this.wall += until - this.#steady;
    this.#steady = until;
    if (!this.open) return;
    this.#endRuns();
    await this.#settle();
  }
  /** The lid is closed: the wall clock goes on, timers do not. */
  sleep(milliseconds: number): Promise<void> {
    this.wall += milliseconds;
    return this.advance(1);
  }
  setClock(to: number): Promise<void> {
    this.wall = to;
    return this.advance(1);
  }
  async travel(timeZone: string): Promise<void> {
    if (this.open) await this.#settle();
    this.timeZone = timeZone;
    if (this.open) await this.#settle();
  }

  make(change: object): Promise<AutomationId> {
    const content = AutomationContent.parse({ name: `A${this.#ids}`, prompt: "x", projects: ["project_1"], ...change });
    return this.automations.create([{ content }]).then(async ([id]) => {
      if (id === undefined) throw new Error("none was made");
      await this.#settle();
      return id;
    });
  }

  #beginPending(): void {
    for (const run of this.book.runs.open()) {
      const busy = [...this.#working.values()].some((other) => other.run.automationId === run.automationId);
      if (run.state !== "pending" || busy) continue;
      const threadId = `thread_${run.id}_${this.begun.length}` as ThreadId;
      const parks = this.parkEvery > 0 && this.begun.length % this.parkEvery === this.parkEvery - 1;
      const begun = { run, at: this.wall, endsAt: this.#steady + (parks ? 12 * 60 * MINUTE : this.work) };
      this.begun.push(begun);
      this.#working.set(run.id, begun);
      const state = parks ? "parked" : "running";
      this.#change({ ...run, state, threadId, startedAt: this.wall });
    }
  }
  #endRuns(): void {
    for (const { run, endsAt } of this.#working.values()) {
      if (endsAt > this.#steady) continue;
      this.#working.delete(run.id);
      const current = this.book.runs.get(run.id);
      if (current) this.#change({ ...current, state: "completed", outcome: "found", endedAt: this.wall });
    }
    this.#beginPending();
  }
  #change(run: Run): void {
    this.book.runs.put(run);
    this.automations.changed(run);
  }

  /** Writes down which time has counted for which automation until now; `same`: none of them was changed. */
  #note(same: boolean): void {
    const latest = Math.max(0, ...[...this.#current.values()].map(({ to }) => to));
    const isBack = this.wall < latest;
    if (isBack) this.#wrong.push({ from: this.wall, to: latest, before: this.stretches.length });
    for (const stretch of this.#current.values()) stretch.to = Math.max(stretch.to, this.wall);
    if (same && !isBack && this.#seenZone === this.timeZone) return;
    this.#current.clear();
    this.#seenZone = this.timeZone;
    for (const { id, paused, trigger } of this.automations.kept()) {
      if (paused || trigger.kind !== "schedule") continue;
      const stretch = { automationId: id, trigger, timeZone: this.timeZone, from: this.wall, to: this.wall };
      this.#current.set(id, stretch);
      this.stretches.push(stretch);
    }
  }

  /**
   * All that was due by now, by a reckoning of its own; true where it has to have a record. What was due in a time that was
   * none may have one.
   */
  #account(): ReadonlyMap<AutomationId, ReadonlyMap<number, boolean>> {
    const due = new Map<AutomationId, Map<number, boolean>>();
    const groups = Map.groupBy(this.stretches.entries(), ([, { automationId, trigger, timeZone }]) =>
      JSON.stringify([automationId, trigger, timeZone]),
    );
    for (const group of groups.values()) {
      const first = group[0]?.[1];
      if (first?.trigger.kind !== "schedule" || this.book.get(first.automationId) === undefined) continue;
      const from = Math.min(...group.map(([, one]) => one.from));
      const to = Math.max(...group.map(([, one]) => one.to));
      const anchor = this.book.get(first.automationId)?.createdAt ?? 0;
      const found = due.get(first.automationId) ?? new Map<number, boolean>();
      due.set(first.automationId, found);
      for (const at of independent(first.trigger, first.timeZone, anchor, from, to)) {
        const within = group.filter(([, one]) => one.from < at && at <= one.to);
        if (within.length === 0) continue;
        const came = within.some(
          ([index]) => !this.#wrong.some((wrong) => index < wrong.before && at > wrong.from && at <= wrong.to),
        );
        found.set(at, came || found.get(at) === true);
      }
    }
    return due;
  }

  /** What is wrong with the records, in words; nothing when each due time has exactly one. */
  faults(): readonly string[] {
    const due = this.#account();
    const faults: string[] = [...this.reports, ...this.together];
    const beganFor = Map.groupBy(this.begun, ({ run }) => `${run.automationId} ${run.projectId} ${run.dueAt}`);
    for (const [key, runs] of beganFor) if (runs.length > 1) faults.push(`${key} began ${runs.length} times`);
    for (const { id, accountedTo } of this.book.list()) {
      const all = this.book.runs.page({ automationId: id, limit: 1_000_000 });
      const records = all.filter(({ cause }) => cause.kind === "schedule");
      const times = new Set(records.map(({ dueAt }) => dueAt));
      if (times.size < records.length) faults.push(`${id} has ${records.length} records for ${times.size} times`);
      const expected = due.get(id) ?? new Map<number, boolean>();
      for (const at of times)
        if (!expected.has(at)) faults.push(`${id} has a record for ${iso(at)}, which was not due`);
      const alone = [...expected].flatMap(([at, came]) => (came && !times.has(at) ? [at] : []));
      const standing = records.flatMap(({ dueAt, standsFor }) => (standsFor ? [{ dueAt, ...standsFor }] : []));
      for (const { dueAt, count, until, atLeast } of standing) {
        const covered = alone.filter((at) => at > dueAt && at <= until).length;
        if (atLeast ? covered < count : covered !== count)
          faults.push(`${id} at ${iso(dueAt)} stands for ${count} times up to ${iso(until)}, and there are ${covered}`);
      }
      for (const at of alone) {
        const covered = standing.filter(({ dueAt, until }) => at > dueAt && at <= until).length;
        const soon = at > accountedTo && at + LONGEST_SPREAD >= this.wall;
        if (covered !== 1 && !(covered === 0 && soon)) faults.push(`${id} has ${covered} records for ${iso(at)}`);
      }
    }
    return faults;
  }

  runs(automationId?: AutomationId): readonly Run[] {
    return this.book.runs.page({ ...(automationId && { automationId }), limit: 100_000 }).toReversed();
  }
  [Symbol.dispose](): void {
    if (this.open) this.kill();
  }
}

const iso = (at: number) => new Date(at).toISOString().slice(0, 16);

function independent(trigger: Trigger & { kind: "schedule" }, zone: string, anchor: number, from: number, to: number) {
  const { schedule } = trigger;
  const timeZone = trigger.timeZone ?? zone;
  switch (schedule.kind) {
    case "every": {
      const period = schedule.minutes * MINUTE;
      const due: number[] = [];
      for (let at = anchor + Math.ceil((from + 1 - anchor) / period) * period; at <= to; at += period) due.push(at);
      return due;
    }
    case "daily":
    case "weekly": {
      const [hour, minute] = schedule.time.split(":").map(Number);
      const days = schedule.kind === "weekly" ? schedule.days.join(",") : "*";
      return reckoned(`${minute} ${hour} * * ${days}`, timeZone, from, to);
    }
    case "cron":
      return reckoned(schedule.expression, timeZone, from, to);
  }
}
