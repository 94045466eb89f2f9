import type { Schedule } from "@flightdeck/contract";
import { readCron } from "./cron.ts";

const MINUTE = 60_000;
/** Between two times of day on two days, whatever clocks do in between. */
const DAYS_APART = 20 * 60 * MINUTE;
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
    if (!isKnown(timeZone)) return { problem: `There is no time zone called ${timeZone.slice(0, 60)}.` };
    try {
      const after = (at: number) => jobOf(pattern, timeZone).nextRun(new Date(at))?.getTime();
      if (after(0) === undefined) return { problem: "No day in the calendar fits it, so it would never run." };
      return { times: { after } };
    } catch {
      return { problem: "This cannot be read as a cron expression." };
    }
  };

  return {
    reckon: (schedule, { timeZone, anchor }) => {
      if (schedule.kind === "every") return { times: every(schedule.minutes * MINUTE, anchor) };
      const reading = patternOf(schedule);
      if ("problem" in reading) return reading;
      const reckoning = cron(reading.pattern, timeZone);
      if (schedule.kind === "cron" || "problem" in reckoning) return reckoning;
      return { times: { ...reckoning.times, gap: DAYS_APART } };
    },
  };
}

function patternOf(schedule: Exclude<Schedule, { kind: "every" }>): ReturnType<typeof readCron> {
  if (schedule.kind === "cron") return readCron(schedule.expression);
  const [hour, minute] = schedule.time.split(":").map(Number);
  const days = schedule.kind === "daily" ? "*" : [...new Set(schedule.days)].map((day) => day % 7).join(",");
  return { pattern: `${minute} ${hour} * * ${days}` };
}

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
