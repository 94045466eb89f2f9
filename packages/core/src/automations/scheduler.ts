import type { AutomationId, Run } from "@flightdeck/contract";
import type { Absence } from "./absences.ts";
import type { Book, KeptAutomation } from "./book.ts";
import type { ClockWords } from "./clockWords.ts";
import { jitterOf } from "./jitter.ts";
import { countBetween, passedBetween } from "./passed.ts";
import type { Recording } from "./recording.ts";
import type { DueTimes, Reckoner } from "./schedule.ts";
import { verdictsOn } from "./verdicts.ts";

const MINUTE = 60_000;
/** Machines sleep and clocks jump: nobody waits longer than this for a look. */
const LONGEST_WAIT = MINUTE;
/** A look that comes so late was kept from coming. */
const ASLEEP = 3 * MINUTE;
/** So often the time of the last look is kept when nothing was due. */
const KEEP_LOOK = 10 * MINUTE;
/** So many due times of an absence get a record each, over all projects of an automation; older ones share one. */
const MOST_RECORDS = 1_000;
const FEWEST_TIMES = 20;

/** Finds due times and sees to it that each has exactly one record, whatever clocks, lids and hosts do. */
export interface Scheduler {
  /** Works from now on: what passed since the last look of a host was missed. */
  begin(): Promise<void>;
  /** Settles when all that was due is on record. Nothing happens before `begin`. */
  look(): Promise<void>;
  /**
   * Puts everything on record that is due by now, before one automation or all change in a way that due times follow;
   * those that were about to begin do not, for the reason that is given. Answers with the time up to which that is so.
   */
  settle(of: AutomationId | "all", reason?: string): Promise<number>;
  /** One was made, changed or removed. */
  arrange(automationId: AutomationId): Promise<void>;
  /** The next due time that has no record. */
  nextOf(automation: KeptAutomation): Promise<number | undefined>;
  close(): Promise<void>;
}

interface Plan {
  readonly automation: KeptAutomation;
  readonly times: DueTimes;
  readonly jitter: number;
  /** The first due time without a record. */
  readonly next: number | undefined;
}

export function openScheduler(options: {
  readonly book: Book;
  readonly recording: Recording;
  readonly reckoner: () => Promise<Reckoner>;
  readonly timeZone: () => string;
  readonly spreadMinutes: () => number;
  readonly clockWords: ClockWords;
  readonly now: () => number;
  /** Runs something once, later; answers with what takes that back. */
  readonly later: (run: () => void, milliseconds: number) => () => void;
  /** Lets others have their turn. */
  readonly breathe: () => Promise<void>;
  /** Records were written. */
  readonly onRecords: (automationId: AutomationId, runs: readonly Run[]) => void;
  /** Their due times are others: the machine's time zone changed. */
  readonly onMoved: (automationIds: readonly AutomationId[]) => void;
  readonly report: (message: string, error: unknown) => void;
}): Scheduler {
  const { book, recording, clockWords, now, breathe } = options;
  const plans = new Map<AutomationId, Plan>();
  let absences: Absence[] = [];
  let begun = false;
  let closed = false;
  let zone: string | undefined;
  /** Asked for when it is needed: the first question costs the start of a host more than most of the rest. */
  const zoneNow = (): string => (zone ??= options.timeZone());
  /** The time of the last look of this host, and what is kept of it. */
  let looked: number | undefined;
  let kept = 0;
  /** The last look failed, and that is known. */
  let failing = false;
  let cancel: (() => void) | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** One after another: reckoning waits in between, and what it found must still hold. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };

  const zoneOf = ({ trigger }: KeptAutomation): string =>
    (trigger.kind === "schedule" ? trigger.timeZone : undefined) ?? zoneNow();

  const timesOf = async (automation: KeptAutomation): Promise<DueTimes | undefined> => {
    const { trigger, createdAt } = automation;
    if (trigger.kind !== "schedule") return undefined;
    const reckoning = (await options.reckoner()).reckon(trigger.schedule, {
      timeZone: zoneOf(automation),
      anchor: createdAt,
    });
    return "times" in reckoning ? reckoning.times : undefined;
  };

  const plan = async (automationId: AutomationId): Promise<void> => {
    await options.reckoner(); // what is read behind this holds
    const automation = book.get(automationId);
    const times = automation && !automation.paused ? await timesOf(automation) : undefined;
    if (automation === undefined || times === undefined) return void plans.delete(automationId);
    const jitter = jitterOf(automationId, times, automation.accountedTo, options.spreadMinutes());
    plans.set(automationId, { automation, times, jitter, next: times.after(automation.accountedTo) });
  };

  const arm = (): void => {
    cancel?.();
    cancel = undefined;
    if (!begun || closed) return;
    let first = Number.POSITIVE_INFINITY;
    for (const { next, jitter } of plans.values()) if (next !== undefined) first = Math.min(first, next + jitter);
    if (first === Number.POSITIVE_INFINITY) {
      looked = undefined; // nobody looks until there is something to look for
      return;
    }
    const wait = Math.min(LONGEST_WAIT, Math.max(1, first - now()));
    cancel = options.later(() => void look().catch((error: unknown) => failed(error)), wait);
  };
  const failed = (error: unknown): void => {
    if (!failing) options.report("due times could not be put on record", error); // a full disk: the next look tries again
    failing = true;
    cancel?.();
    cancel = closed ? undefined : options.later(() => void look().catch(failed), LONGEST_WAIT);
  };

  const keep = (at: number): void => {
    book.setLooked({ at, timeZone: zoneNow() });
    kept = at;
  };

  const keepIfPossible = (at: number): void => {
    try {
      keep(at);
    } catch {
      // A full disk: the next host knows less well since when none was there.
    }
  };

  /** The clock went back: what is still to come has to come again, and nothing that ran runs twice. */
  const goBack = async (at: number): Promise<void> => {
    for (const automation of book.list()) {
      if (automation.accountedTo <= at) continue;
      const times = await timesOf(automation);
      const shorter = times === undefined ? [] : await shortened(automation.id, times, at);
      book.transaction(() => {
        shorter.forEach(book.runs.put);
        book.setAccountedTo(automation.id, at);
      });
      await plan(automation.id);
    }
    absences = absences.filter(({ from }) => from < at);
    keep(at);
  };

  /** Records that stand for due times which are to come again stand for the others alone. */
  const shortened = async (automationId: AutomationId, times: DueTimes, at: number): Promise<readonly Run[]> => {
    const shorter: Run[] = [];
    for (const { standsFor, ...run } of book.runs.standingFor(automationId)) {
      if (standsFor === undefined || standsFor.until <= at) continue;
      const span = { from: run.dueAt, to: at };
      const known = book.runs.dueBetween(automationId, span);
      const { count, until, atLeast } = await countBetween(times, { ...span, known }, breathe);
      shorter.push(count === 0 ? run : { ...run, standsFor: { count, until, ...(atLeast && { atLeast }) } });
    }
    return shorter;
  };

  /** Puts on record what is due of one automation. What it is may have changed while that was reckoned: then not yet. */
  const account = async (found: Plan, at: number, to: number, ending?: string): Promise<boolean> => {
    const { automation, times } = found;
    const from = automation.accountedTo;
    const projects = Math.max(1, recording.targets(automation).length);
    const most = Math.max(FEWEST_TIMES, Math.floor(MOST_RECORDS / projects));
    const { listed, older } = await passedBetween(
      times,
      { from, to, most, known: (span) => book.runs.dueBetween(automation.id, span) },
      breathe,
    );
    if (closed) return false;
    const runs = book.transaction(() => {
      const current = book.get(automation.id);
      if (current === undefined || current.paused) return undefined;
      if (current.updatedAt !== automation.updatedAt || current.accountedTo !== from) return undefined;
      const written = verdictsOn({
        automation,
        jitter: found.jitter,
        passed: { listed, older },
        at,
        ending,
        allPaused: book.allPaused(),
        absences,
        timeZone: zoneOf(automation),
        clockWords,
      }).flatMap(recording.record);
      book.setAccountedTo(automation.id, to);
      return written;
    });
    await plan(automation.id);
    if (runs !== undefined && runs.length > 0) options.onRecords(automation.id, runs);
    return runs !== undefined;
  };

  /** Everything that is ripe: due, and its jitter over. */
  const accountAll = async (at: number, only?: AutomationId, ending?: string): Promise<boolean> => {
    let written = false;
    for (const [id, found] of plans) {
      if (only !== undefined && id !== only) continue;
      const to = ending === undefined ? at - found.jitter : at;
      if (closed || found.next === undefined || found.next > to) continue;
      written = (await account(found, at, to, ending)) || written;
      await breathe();
    }
    return written;
  };

  const moveZone = async (at: number): Promise<void> => {
    const seen = options.timeZone();
    if (seen === zoneNow()) return;
    const moved = [...plans.values()].flatMap(({ automation: { id, trigger } }) =>
      trigger.kind === "schedule" && trigger.timeZone === undefined && trigger.schedule.kind !== "every" ? [id] : [],
    );
    // What was due by the old zone's clocks is on record before those of the new one count.
    for (const id of moved) {
      const found = plans.get(id);
      if (found?.next !== undefined && found.next <= at) await account(found, at, at);
    }
    if (closed) return;
    book.transaction(() => {
      for (const id of moved) book.setAccountedTo(id, Math.max(at, book.get(id)?.accountedTo ?? 0));
      book.setLooked({ at, timeZone: seen });
    });
    zone = seen;
    for (const id of moved) await plan(id);
    if (moved.length > 0) options.onMoved(moved);
  };

  const lookOnce = async (only?: AutomationId, ending?: string): Promise<number> => {
    const at = now();
    if (!begun || closed) return at;
    if (looked !== undefined && at < looked) await goBack(at);
    else if (looked !== undefined && at - looked > ASLEEP)
      absences = [...absences.slice(-20), { kind: "asleep", from: looked, until: at }];
    looked = at;
    await moveZone(at);
    const written = await accountAll(at, only, ending);
    if (closed) return at;
    failing = false;
    if (written || at - kept > KEEP_LOOK) keepIfPossible(at);
    looked = Math.max(at, now());
    arm();
    return at;
  };
  const look = () => inTurn(async () => void (await lookOnce()));

  return {
    begin: () =>
      inTurn(async () => {
        if (begun || closed) return;
        const at = now();
        const before = book.looked();
        zone = before.timeZone ?? options.timeZone();
        for (const { id, trigger, paused, accountedTo } of book.list()) {
          looked = Math.max(looked ?? at, accountedTo);
          if (trigger.kind !== "schedule" || paused) continue;
          await plan(id);
          await breathe();
        }
        looked = Math.max(looked ?? at, before.at ?? at, at);
        absences = closedSince(before.at, at);
        begun = true;
        await lookOnce().catch(failed);
      }),
    look,
    settle: (of, reason = "") =>
      inTurn(async () => {
        const only = of === "all" ? undefined : of;
        if (begun) return lookOnce(only, reason);
        // Nothing begins by itself in this host, and still what is changed here loses no due time.
        const at = now();
        absences = closedSince(book.looked().at, at);
        for (const { id } of book.list()) if (only === undefined || only === id) await plan(id);
        await accountAll(at, only, reason);
        plans.clear();
        return at;
      }),
    arrange: (automationId) =>
      inTurn(async () => {
        if (!begun || closed) return;
        await plan(automationId);
        arm();
      }),
    nextOf: async (automation) => {
      if (automation.paused) return undefined;
      const found = plans.get(automation.id);
      if (found && found.automation.updatedAt === automation.updatedAt) return found.next;
      return (await timesOf(automation))?.after(Math.max(now(), automation.accountedTo));
    },
    close: async () => {
      if (closed) return;
      closed = true;
      cancel?.();
      cancel = undefined;
      await turn;
      if (begun && looked !== undefined) keepIfPossible(looked);
    },
  };
}

const closedSince = (before: number | undefined, until: number): Absence[] =>
  before !== undefined && before < until ? [{ kind: "closed", from: before, until }] : [];
