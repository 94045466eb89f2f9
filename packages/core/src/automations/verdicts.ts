import { type Absence, absenceWords } from "./absences.ts";
import type { KeptAutomation } from "./book.ts";
import type { ClockWords } from "./clockWords.ts";
import type { Passed } from "./passed.ts";
import type { Occasion } from "./recording.ts";

/** What is late by no more than this just runs. */
const GRACE = 5 * 60_000;

export const pausedWords = "Everything was paused";

/**
 * What becomes of due times that passed: they begin, or it is said why not. What came too late was missed; with the policy
 * to catch up the last of them begins, unless one behind it is in time and stands in for all.
 */
export function verdictsOn(due: {
  readonly automation: KeptAutomation;
  readonly passed: Passed;
  readonly at: number;
  /** How long after its due time it begins. */
  readonly jitter: number;
  /** Why those do not begin any more that were about to. */
  readonly ending: string | undefined;
  readonly allPaused: boolean;
  readonly absences: readonly Absence[];
  readonly timeZone: string;
  readonly clockWords: ClockWords;
}): readonly Occasion[] {
  const { automation, passed, at, jitter, ending, allPaused, timeZone, clockWords } = due;
  const { listed, older } = passed;
  const isLate = (dueAt: number) => at - (dueAt + jitter) > GRACE;
  const isEnding = (dueAt: number) => dueAt + jitter > at;
  const why = (dueAt: number) => absenceWords(due.absences, dueAt + jitter, { timeZone, clockWords });

  const inTime = listed.find((dueAt) => !isLate(dueAt) && !(ending && isEnding(dueAt)));
  const catchesUp = automation.missed === "catch_up" && !allPaused;
  const caughtUpBy = catchesUp ? (inTime ?? listed.findLast(isLate)) : undefined;
  const by = (dueAt: number) =>
    caughtUpBy === undefined ? "" : `; caught up by the run of ${clockWords(caughtUpBy, timeZone, dueAt)}`;

  const verdict = (dueAt: number): Pick<Occasion, "state" | "reason"> => {
    if (allPaused) return { state: "skipped", reason: pausedWords };
    if (!isLate(dueAt)) return ending && isEnding(dueAt) ? { state: "skipped", reason: ending } : { state: "pending" };
    if (dueAt === caughtUpBy) return { state: "pending", reason: `Began late: ${why(dueAt)}` };
    return { state: "missed", reason: `${why(dueAt)}${by(dueAt)}` };
  };
  const occasion = (dueAt: number, more: Pick<Occasion, "state" | "reason" | "standsFor">): Occasion => ({
    automation,
    causeKey: `schedule:${dueAt}`,
    cause: { kind: "schedule" },
    dueAt,
    ...more,
  });

  const single = listed.map((dueAt) => occasion(dueAt, verdict(dueAt)));
  if (older === undefined) return single;
  const { first, count, until, atLeast } = older;
  const number = `${atLeast ? "More than " : ""}${count.toLocaleString("en")}`;
  const shared = occasion(first, {
    state: allPaused ? "skipped" : "missed",
    reason: `${number} due times up to ${clockWords(until, timeZone, 0)}: ${allPaused ? pausedWords : why(until)}${by(first)}`,
    standsFor: { count: count - 1, until, ...(atLeast && { atLeast }) },
  });
  return [shared, ...single];
}
