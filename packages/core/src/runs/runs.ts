import { type Command, hasEnded, type Run, type RunId, type ThreadId, type TurnId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { accountFor, failureOf, stoppedByPerson } from "./accounting.ts";
import { messageIdOf, obstacleTo, reasonOf, settingsFor, titleFor, workspaceFor } from "./beginning.ts";
import { type Before, briefing, resumedNote } from "./briefing.ts";
import { cleanUp } from "./cleanUp.ts";
import { type WorkClock, workClock } from "./clock.ts";
import { nextRun } from "./next.ts";
import { type Standing, standingOf } from "./standing.ts";
import type { BegunRun, Runs, RunsOptions } from "./types.ts";
import { type Ending, openWorkTable, type RunWork } from "./work.ts";

export type { Runs, RunsOptions } from "./types.ts";

/** Hosts may end so often while a run works; after that something is wrong with it. */
const RESUMED = 3;
/** What could not be written, on a full disk say, is tried again. */
const AGAIN = 30_000;
const TITLES = 20;

/** A run with a thread, until its end is on record. */
interface Active {
  run: Run;
  work: RunWork;
  readonly clock: WorkClock;
  ending: boolean;
}

export function openRuns(options: RunsOptions): Runs {
  const { store, book, inbox, threads, usage, now, later } = options;
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

  const changed = (one: Active, change: Partial<Run>): void => {
    const run = { ...one.run, ...change };
    book.runs.put(run);
    one.run = run;
    options.changed(run);
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

  const kick = (): void => {
    if (!begun || closing) return;
    again = true;
    if (beginning !== undefined) return;
    beginning = beginAll().finally(() => {
      beginning = undefined;
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
          runs: book.runs.open(),
          automation: (automationId) => book.get(automationId),
          atOnce: options.settings().atOnce,
          isFree,
        });
        for (const threadId of next.awaited) awaited.add(threadId);
        if (next.run === undefined) break;
        // Nothing more can be written: it is tried again, and the runs wait.
        if (!(await begin(next.run))) return;
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
    const forget = () => {
      if (one !== undefined) active.delete(one.work.threadId);
      one = undefined;
    };
    try {
      const automation = book.get(run.automationId);
      const obstacle = obstacleTo(run, automation, book.allPaused());
      if (automation === undefined || obstacle !== undefined) {
        const skipped: Run = { ...run, state: "skipped", reason: obstacle, endedAt: now() };
        book.runs.put(skipped);
        options.changed(skipped);
        return true;
      }
      const { place, limits, archiveEmpty, prompt: text } = automation;
      const settings = settingsFor(automation, run, options.profile);
      const woken = place.kind === "thread" ? threads.row(place.threadId) : undefined;
      if (place.kind === "thread" && woken === undefined)
        throw new AppError("thread_not_found", "It was to be woken up");
      const model = automation.model ?? (woken && threads.load(woken.id).thread.settings.model);
      const reason = [run.reason, unpriced(limits.dollars, model)].filter(Boolean).join(". ");
      const also = ({ threadId, turnId, worktree }: BegunRun): void => {
        const current = book.runs.get(run.id);
        if (current?.state !== "pending" || closing) throw new TakenBack();
        const running: Run = {
          ...current,
          state: "running",
          threadId,
          turnId,
          startedAt: now(),
          ...(reason !== "" && { reason }),
          ...(worktree?.baseCommit !== undefined && { commit: worktree.baseCommit }),
        };
        const kind = run.dry && place.kind === "thread" ? "local" : place.kind;
        const work: RunWork = {
          runId: run.id,
          threadId,
          place: kind,
          limits,
          archiveEmpty,
          turns: [turnId],
          milliseconds: 0,
          resumed: 0,
        };
        book.runs.put(running);
        works.put(work);
        one = follow(running, work);
      };
      if (woken !== undefined && !run.dry) {
        threads.wake(woken.id, {
          message: { id: messageIdOf(run), text },
          ...(Object.keys(settings).length > 0 && { settings }),
          also: (turnId) => also({ threadId: woken.id, turnId }),
        });
      } else {
        const projectId = woken?.projectId ?? run.projectId;
        if (projectId === undefined) throw new AppError("project_not_found");
        await threads.create({
          projectId: options.project(projectId).id,
          workspace: workspaceFor(automation),
          settings,
          title: titleFor(run),
          text,
          messageId: messageIdOf(run),
          automation: { id: run.automationId, runId: run.id },
          also,
        });
      }
    } catch (error) {
      forget();
      return failed(run, error);
    }
    if (one === undefined) return true;
    safely(() => options.changed((one as Active).run)); // set by `also`
    if (one.run.state === "running" && !one.ending) one.clock.start();
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

  /** Without a price nobody can say when a limit in dollars is reached: the run's record does not hide it. */
  const unpriced = (dollars: number | undefined, model = options.defaultModel()): string | undefined =>
    dollars === undefined || options.modelNamed(model).price !== undefined
      ? undefined
      : `The price of ${model} is not known, so the cost limit of $${dollars.toFixed(2)} does not hold`;

  const conclude = ({ run, entries }: ReturnType<typeof accountFor>): void => {
    store.transaction(() => {
      book.runs.put(run);
      inbox.add(entries);
    });
    options.changed(run);
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
          spent: spentBy(one),
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

  const spentBy = ({ work }: Active): { readonly dollars?: number; readonly tokens: number } => {
    const parts = work.turns.map((turnId) => usage.spent({ threadId: work.threadId, turnId }));
    const tokens = parts.reduce((sum, part) => sum + part.tokens, 0);
    const known = parts.flatMap(({ dollars }) => dollars ?? []);
    return known.length === 0 ? { tokens } : { tokens, dollars: known.reduce((sum, dollars) => sum + dollars, 0) };
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
        options.changed(told);
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

  // For turns

  const isOf = (one: Active | undefined, turnId: TurnId): one is Active => one?.work.turns.includes(turnId) === true;

  const before = (run: Run): Before => {
    const { automationId, projectId } = run;
    const last = book.runs
      .page({ automationId, limit: 50 })
      .find((other) => other.projectId === projectId && other.state === "completed" && !other.dry);
    const found = inbox.list({ automationId, ...(projectId && { projectId }), kinds: ["finding"], limit: TITLES });
    return {
      ...(last && { last }),
      findings: found.map(({ title }) => title),
      ...(run.cause.kind === "after" && { after: book.runs.get(run.cause.runId) }),
    };
  };

  const commandsOf = ({ work }: Active): readonly Command[] =>
    work.turns
      .flatMap((turnId) => threads.turn(work.threadId, turnId)?.items ?? [])
      .filter((item) => item.type === "command")
      .filter(({ status }) => status !== "running");

  return {
    recover,
    kick,
    stop: (runId) => {
      const run = book.runs.get(runId);
      if (run === undefined) throw new AppError("run_not_found", runId);
      if (hasEnded(run)) throw new AppError("run_ended");
      if (run.state === "pending") {
        const stopped: Run = { ...run, state: "stopped", reason: "Taken back by you before it began", endedAt: now() };
        book.runs.put(stopped);
        options.changed(stopped);
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
      if (!isOf(one, turnId)) {
        if (one === undefined && book.runs.ofThread(threadId).length === 0) return undefined;
        return { reporting: { open: () => false, commands: () => [], keep: () => undefined } };
      }
      return {
        briefing: briefing(one.run, one.work, before(one.run)),
        reporting: {
          open: () => active.get(threadId) === one && !one.ending,
          commands: () => commandsOf(one),
          keep: (report) => keep(one, { report }),
        },
      };
    },
    limitOf: (threadId, turnId) => {
      const one = active.get(threadId);
      if (!isOf(one, turnId)) return undefined;
      const { dollars } = one.work.limits;
      return dollars === undefined ? undefined : { dollars, spent: () => spentBy(one).dollars ?? 0 };
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
