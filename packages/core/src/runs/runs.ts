import { hasEnded, type Run, type RunId, type ThreadId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { accountFor, failureOf, stoppedByPerson } from "./accounting.ts";
import { beginRun, reasonOf } from "./beginning.ts";
import { resumedNote } from "./briefing.ts";
import { cleanUp } from "./cleanUp.ts";
import { type WorkClock, workClock } from "./clock.ts";
import { closedReporting, equipmentOf, spentBy } from "./equipment.ts";
import { nextRun } from "./next.ts";
import { type Standing, standingOf } from "./standing.ts";
import type { Runs, RunsOptions } from "./types.ts";
import { type Ending, openWorkTable, type RunWork } from "./work.ts";

export type { Runs, RunsOptions } from "./types.ts";

/** Hosts may end so often while a run works; after that something is wrong with it. */
const RESUMED = 3;
/** What could not be written, on a full disk say, is tried again. */
const AGAIN = 30_000;

/** A run with a thread, until its end is on record. */
interface Active {
  run: Run;
  work: RunWork;
  readonly clock: WorkClock;
  ending: boolean;
}

export function openRuns(options: RunsOptions): Runs {
  const { store, book, inbox, threads, now, later } = options;
  const works = openWorkTable(store);
  const active = new Map<ThreadId, Active>();
  /** Threads that a run waits for, to wake them up. */
  const awaited = new Set<ThreadId>();
  const underWay = new Set<Promise<void>>();
  let begun = false;
  let closing = false;
  let beginning: Promise<void> | undefined;
  let again = false;
  let cancelTimer: (() => void) | undefined;

  const track = (work: Promise<void>): void => {
    const tracked = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };

  // Records

  /** What is written is written, whatever becomes of the word of it. */
  const tell = (run: Run): void => {
    try {
      options.changed(run);
    } catch (error) {
      options.report("that a run changed could not be told", error);
    }
  };

  const changed = (one: Active, change: Partial<Run>): void => {
    const run = { ...one.run, ...change };
    book.runs.put(run);
    one.run = run;
    tell(run);
  };

  const keep = (one: Active, change: Partial<RunWork>): void => {
    const work = { ...one.work, ...change };
    works.put(work);
    one.work = work;
  };

  const follow = (run: Run, work: RunWork): Active => {
    const one: Active = {
      run,
      work,
      ending: false,
      clock: workClock({
        worked: work.milliseconds,
        limit: work.limits.minutes * 60_000,
        now,
        later,
        onTick: (milliseconds) => safely(() => keep(one, { milliseconds })),
        onLimit: () => safely(() => halt(one, { state: "stopped", reason: timeLimit(work.limits.minutes) })),
      }),
    };
    active.set(work.threadId, one);
    return one;
  };

  const safely = (work: () => void): void => {
    if (closing) return;
    try {
      work();
    } catch (error) {
      options.report("a run could not be followed", error);
    }
  };

  // Beginning

  const asked = new Set<RunId>();

  const kick = (): void => {
    if ((!begun && asked.size === 0) || closing) return;
    again = true;
    if (beginning !== undefined) return;
    beginning = beginAll()
      .catch((error: unknown) => options.report("runs could not begin", error))
      .finally(() => {
        beginning = undefined;
        if (again) kick(); // it came as the last one began
      });
    track(beginning);
  };

  const beginAll = async (): Promise<void> => {
    while (again && !closing) {
      again = false;
      cancelTimer?.();
      cancelTimer = undefined;
      awaited.clear();
      for (;;) {
        const next = nextRun({
          // A host that does not stay begins what it was asked for, and nothing that waits for one that does.
          runs: book.runs.open().filter(({ id }) => begun || asked.has(id)),
          automation: (automationId) => book.get(automationId),
          atOnce: options.settings().atOnce,
          isFree,
        });
        for (const threadId of next.awaited) awaited.add(threadId);
        if (next.run === undefined) break;
        // Nothing more can be written: it is tried again, and the runs wait.
        if (!(await begin(next.run))) {
          again = false;
          return;
        }
        if (closing) return;
      }
    }
  };

  /** Whether a thread can be woken up: nobody works in it or waits there for the person. */
  const isFree = (threadId: ThreadId): boolean => {
    const row = threads.row(threadId);
    // One that is gone keeps nobody waiting: its run fails.
    if (row === undefined || row.archived) return true;
    if (active.has(threadId) || threads.isRunning(threadId)) return false;
    return ["idle", "failed", "interrupted"].includes(row.status) && threads.load(threadId).thread.queue.length === 0;
  };

  /** Answers whether the next one may be tried. */
  const begin = async (run: Run): Promise<boolean> => {
    let one: Active | undefined;
    try {
      const began = (running: Run, work: RunWork): void => {
        if (closing || book.runs.get(run.id)?.state !== "pending") throw new TakenBack();
        book.runs.put(running);
        works.put(work);
        one = follow(running, work);
      };
      const skipped = await beginRun(run, { ...options, began });
      if (skipped !== undefined) {
        book.runs.put(skipped);
        tell(skipped);
      }
    } catch (error) {
      if (one !== undefined) active.delete((one as Active).work.threadId); // set by `began`, whose write was taken back
      return failed(run, error);
    }
    const begun = one as Active | undefined; // set by `began`
    if (begun === undefined) return true;
    tell(begun.run);
    if (begun.run.state === "running" && !begun.ending) begun.clock.start();
    return true;
  };

  /** A run that did not begin says why; without room to say it, it waits. */
  const failed = (run: Run, error: unknown): boolean => {
    if (error instanceof TakenBack || closing) return true;
    const full = error instanceof AppError && error.code === "disk_full";
    try {
      if (!full) {
        if (!(error instanceof AppError)) options.report("a run could not begin", error);
        conclude(failureOf(run, reasonOf(error), now()));
        return true;
      }
    } catch (unwritten) {
      options.report("that a run could not begin could not be written down", unwritten);
    }
    cancelTimer?.();
    cancelTimer = later(kick, AGAIN);
    return false;
  };

  const conclude = ({ run, entries }: ReturnType<typeof accountFor>): void => {
    store.transaction(() => {
      book.runs.put(run);
      inbox.add(entries);
    });
    tell(run);
  };

  // Following

  const standing = ({ work }: Active): Standing | undefined =>
    threads.row(work.threadId) === undefined
      ? undefined
      : standingOf(threads.load(work.threadId).thread, work.turns, (turnId) => threads.turn(work.threadId, turnId));

  const look = (one: Active): void => {
    if (one.ending || closing || active.get(one.work.threadId) !== one) return;
    const stands = standing(one);
    switch (stands?.is) {
      case undefined:
        return end(one, { state: "failed", reason: "Its thread was deleted" });
      case "goes_on":
        keep(one, { turns: [...one.work.turns, stands.turnId] });
        return look(one);
      case "working":
        one.clock.start();
        if (one.run.state === "parked") changed(one, { state: "running" });
        return;
      case "waiting":
        one.clock.stop();
        if (one.run.state === "parked") return;
        keep(one, { milliseconds: one.clock.milliseconds });
        changed(one, { state: "parked" });
        return kick();
      case "left":
        return end(one, { state: "stopped", reason: "You went on in its thread yourself" });
      case "cut":
        return end(one, one.work.ending ?? { state: "stopped", reason: stoppedByPerson });
      case "ended":
        return end(one);
    }
  };

  /** Ends its turn; the run ends with it. Kept first, so that a host that dies meanwhile does not go on with it. */
  const halt = (one: Active, ending: Ending): void => {
    if (one.ending || closing) return;
    const { threadId } = one.work;
    keep(one, { ending });
    if (threads.row(threadId) !== undefined) {
      if (threads.isRunning(threadId)) return threads.interrupt(threadId);
      threads.withdraw(threadId);
    }
    end(one, ending);
  };

  const end = (one: Active, ending?: Ending): void => {
    if (one.ending) return;
    one.ending = true;
    one.clock.stop();
    // Where it cannot be kept, the account says it all the same.
    if (ending !== undefined && one.work.ending === undefined) safely(() => keep(one, { ending }));
    // Asked for now: another turn may begin at once, and it is not waited for.
    const settled = threads.settled(one.work.threadId);
    track(account(one, ending, settled));
  };

  const account = async (one: Active, ending: Ending | undefined, settled: Promise<void>): Promise<void> => {
    try {
      await settled;
      const { threadId, turns } = one.work;
      const open = threads.row(threadId) === undefined ? undefined : threads.load(threadId);
      const own = open?.thread.automation?.runId === one.run.id && one.work.place === "worktree";
      const changes = open && one.work.place !== "local" ? await changesIn(one, own) : undefined;
      if (closing) return;
      const lastId = turns.at(-1);
      conclude(
        accountFor({
          run: one.run,
          work: one.work,
          ending,
          turn: lastId === undefined || open === undefined ? undefined : threads.turn(threadId, lastId),
          changes,
          spent: spentBy(one.work, options.usage),
          at: now(),
        }),
      );
    } catch (error) {
      if (closing) return;
      options.report("the end of a run could not be written down", error);
      later(() => {
        if (!closing) track(account(one, ending, Promise.resolve()));
      }, AGAIN);
      return;
    }
    active.delete(one.work.threadId);
    kick();
    await putAway(one.run.id);
  };

  const changesIn = async ({ work }: Active, own: boolean) => {
    try {
      return await options.changes(threads.load(work.threadId), { own, turns: work.turns });
    } catch (error) {
      if (!(error instanceof AppError)) options.report("what a run changed could not be counted", error);
      return undefined;
    }
  };

  /** What a run that has ended leaves behind; done again where a host died on it. */
  const putAway = async (runId: RunId): Promise<void> => {
    const run = book.runs.get(runId);
    const work = works.get(runId);
    if (run === undefined || work === undefined) return;
    try {
      const left = await cleanUp({ run, work }, { ...options, closing: () => closing });
      if (closing) return;
      if (left !== undefined) {
        const told = { ...run, reason: [run.reason, left].filter(Boolean).join(". ") };
        book.runs.put(told);
        tell(told);
      }
      works.remove(runId);
    } catch (error) {
      if (!closing) options.report("a run's worktree or thread could not be put away", error);
    }
  };

  // After a start

  const recover = (): void => {
    if (begun) return;
    begun = true;
    for (const work of works.all()) {
      const run = book.runs.get(work.runId);
      if (run === undefined) works.remove(work.runId);
      else if (hasEnded(run)) track(putAway(work.runId));
      else safely(() => goOn(follow(run, work)));
    }
    for (const run of book.runs.open())
      if (run.state !== "pending" && works.get(run.id) === undefined)
        safely(() => conclude(failureOf(run, "What Flightdeck knew of it was lost", now())));
    kick();
  };

  /** What the last host left: the turn that it cut off goes on. */
  const goOn = (one: Active): void => {
    const stands = standing(one);
    if (stands?.is === "goes_on") {
      keep(one, { turns: [...one.work.turns, stands.turnId] });
      return goOn(one);
    }
    if (stands?.is !== "cut" || one.work.ending !== undefined) return look(one);
    if (one.work.resumed >= RESUMED)
      return end(one, {
        state: "failed",
        reason: `Flightdeck was closed ${RESUMED + 1} times while it worked; what it did is kept`,
      });
    const { threadId } = one.work;
    const resumed = one.work.resumed + 1;
    const before = one.work;
    try {
      threads.wake(threadId, {
        note: resumedNote(resumed),
        also: (turnId) => keep(one, { turns: [...before.turns, turnId], resumed }),
      });
    } catch (error) {
      one.work = before;
      return end(one, {
        state: "failed",
        reason: `It could not go on after Flightdeck was closed: ${reasonOf(error)}`,
      });
    }
    if (one.run.state === "parked") changed(one, { state: "running" });
    one.clock.start();
  };

  return {
    recover,
    kick,
    allow: (runIds) => {
      for (const runId of runIds) asked.add(runId);
      kick();
    },
    stop: (runId) => {
      const run = book.runs.get(runId);
      if (run === undefined) throw new AppError("run_not_found", runId);
      if (hasEnded(run)) throw new AppError("run_ended");
      if (run.state === "pending") {
        const stopped: Run = { ...run, state: "stopped", reason: "Taken back by you before it began", endedAt: now() };
        book.runs.put(stopped);
        tell(stopped);
        return;
      }
      const work = works.get(runId);
      const one = [...active.values()].find((other) => other.run.id === runId) ?? (work && follow(run, work));
      if (one === undefined || one.ending) throw new AppError("run_ended");
      halt(one, { state: "stopped", reason: stoppedByPerson });
    },
    note: (threadId, event) => {
      if (closing || event.type === "item.delta") return;
      if (awaited.has(threadId)) queueMicrotask(kick);
      const one = active.get(threadId);
      if (one === undefined) return;
      switch (event.type) {
        case "turn.ended":
        case "approval.requested":
        case "question.asked":
          return safely(() => look(one));
        case "turn.started":
        case "approval.resolved":
        case "question.answered":
        case "thread.flagged":
        case "thread.rolled_back":
          // A thread is listed behind its first event, and an answer may begin a turn right behind it.
          return queueMicrotask(() => safely(() => look(one)));
        default:
          return;
      }
    },
    forgotten: (threadId) => {
      if (awaited.has(threadId)) queueMicrotask(kick);
      const one = active.get(threadId);
      if (one !== undefined) queueMicrotask(() => safely(() => look(one)));
    },
    equipment: (threadId, turnId) => {
      const one = active.get(threadId);
      if (one?.work.turns.includes(turnId))
        return equipmentOf(one, {
          ...options,
          isOpen: () => active.get(threadId) === one && !one.ending,
          keep: (report) => keep(one, { report }),
        });
      return one === undefined && book.runs.ofThread(threadId).length === 0
        ? undefined
        : { reporting: closedReporting };
    },
    limitOf: (threadId, turnId) => {
      const one = active.get(threadId);
      const dollars = one?.work.turns.includes(turnId) ? one.work.limits.dollars : undefined;
      if (one === undefined || dollars === undefined) return undefined;
      return { dollars, spent: () => spentBy(one.work, options.usage).dollars ?? 0 };
    },
    close: async () => {
      closing = true;
      cancelTimer?.();
      for (const one of active.values()) one.clock.stop();
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

const timeLimit = (minutes: number): string =>
  `Stopped at the time limit of ${minutes} ${minutes === 1 ? "minute" : "minutes"}, work kept`;

/** The run was taken back, or its host closes, while its thread was prepared. */
class TakenBack extends Error {}
