import type { Schedule } from "@flightdeck/contract";
import { readCron } from "./cron.ts";
import { type OffsetAt, offsetsOf, type TimeOfDay, timesOfDay } from "./timesOfDay.ts";

const MINUTE = 60_000;
/** Of so many expressions it is known what they mean. */
const KEPT = 500;
/** So many stay read: each takes 100 KB as croner reads it, and reading one again a tenth of a millisecond. */
const READ = 8;

/** When something is due, without end. */
export interface DueTimes {
  /** The first due time behind a moment; undefined when none ever comes. */
  after(at: number): number | undefined;
  /** No two of them are closer, in milliseconds, as far as that is known without asking for them. */
  readonly gap?: number;
}

/** What a schedule means: its due times, or why it has none, in plain words. */
export type Reckoning = { readonly times: DueTimes } | { readonly problem: string };

export interface Reckoner {
  /** `anchor` is what "every" counts from. */
  reckon(schedule: Schedule, about: { readonly timeZone: string; readonly anchor: number }): Reckoning;
}

/**
 * Reckons in any time zone. A fixed time of day (no wildcard or step in minutes and hours) that a day does not have comes
 * right behind the gap, one that a day has twice comes once, the first time. What has a wildcard or a step there runs
 * through: it skips what does not exist and comes in both hours of the same name. "Every" knows no clocks at all.
 */
export async function openReckoner(): Promise<Reckoner> {
  const { Cron } = await import("croner"); // with the first schedule: most starts of a host have none to look at
  const offsets = new Map<string, OffsetAt>();
  const offsetsIn = (timeZone: string): OffsetAt => {
    const known = offsets.get(timeZone) ?? offsetsOf(timeZone);
    if (offsets.size >= READ) offsets.clear();
    offsets.set(timeZone, known);
    return known;
  };
  const kept = new Map<string, Reckoning>();

  const cron = (pattern: string, timeZone: string): Reckoning => {
    const key = `${timeZone} ${pattern}`;
    const known = kept.get(key);
    if (known) return known;
    if (kept.size >= KEPT) kept.clear();
    const reckoning = read(pattern, timeZone);
    kept.set(key, reckoning);
    return reckoning;
  };

  const jobs = new Map<string, InstanceType<typeof Cron>>();
  const jobOf = (pattern: string, timezone: string) => {
    const key = `${timezone} ${pattern}`;
    const job =
      jobs.get(key) ?? new Cron(pattern, { timezone, mode: "5-part", paused: true, fixedTimeRule: "no-wildcard" });
    jobs.delete(key);
    jobs.set(key, job); // the newest is the last
    const [oldest] = jobs.keys();
    if (jobs.size > READ && oldest !== undefined) jobs.delete(oldest);
    return job;
  };

  const zones = new Map<string, boolean>();
  const isKnown = (timeZone: string): boolean => {
    const known = zones.get(timeZone) ?? isTimeZone(timeZone);
    if (zones.size < KEPT) zones.set(timeZone, known);
    return known;
  };

  const read = (pattern: string, timeZone: string): Reckoning => {
    try {
      const after = (at: number) => jobOf(pattern, timeZone).nextRun(new Date(at))?.getTime();
      // What names neither a day of the month nor a month comes every week.
      if (!/^\S+ \S+ \* \* /.test(pattern) && after(0) === undefined)
        return { problem: "No day in the calendar fits it, so it would never run." };
      return { times: { after } };
    } catch {
      return { problem: "This cannot be read as a cron expression." };
    }
  };

  return {
    reckon: (schedule, { timeZone, anchor }) => {
      if (schedule.kind === "every") return { times: every(schedule.minutes * MINUTE, anchor) };
      if (schedule.kind !== "cron")
        return isKnown(timeZone)
          ? { times: timesOfDay(timeOf(schedule), offsetsIn(timeZone)) }
          : { problem: noZone(timeZone) };
      const reading = readCron(schedule.expression);
      if ("problem" in reading) return reading;
      return isKnown(timeZone) ? cron(reading.pattern, timeZone) : { problem: noZone(timeZone) };
    },
  };
}

function timeOf(schedule: Extract<Schedule, { kind: "daily" | "weekly" }>): TimeOfDay {
  const [hour = 0, minute = 0] = schedule.time.split(":").map(Number);
  return schedule.kind === "daily"
    ? { hour, minute }
    : { hour, minute, days: new Set(schedule.days.map((day) => day % 7)) };
}

const noZone = (timeZone: string) => `There is no time zone called ${timeZone.slice(0, 60)}.`;

const every = (period: number, anchor: number): DueTimes => ({
  after: (at) => anchor + (Math.floor((at - anchor) / period) + 1) * period,
});

/** Whether this machine knows a zone by this name; an offset is none, as it knows no summer. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
