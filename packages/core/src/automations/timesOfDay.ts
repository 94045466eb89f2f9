import type { DueTimes } from "./schedule.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A time of day on some days of the week, all of them by default; 0 is Sunday. */
export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
  readonly days?: ReadonlySet<number>;
}

/** How far the clocks of a zone are ahead of UTC at a moment, in milliseconds. */
export type OffsetAt = (at: number) => number;

/**
 * Without croner: most schedules are a time of day, and an expression takes 100 KB to read. One that a day does not have
 * comes right behind the gap, one that it has twice comes the first time.
 */
export function timesOfDay({ hour, minute, days }: TimeOfDay, offsetAt: OffsetAt): DueTimes {
  const on = (day: number): number => momentOf(day + hour * HOUR + minute * MINUTE, offsetAt);
  return {
    gap: 20 * HOUR,
    after: (at) => {
      const local = at + offsetAt(at);
      const today = local - (((local % DAY) + DAY) % DAY);
      for (let n = -1; n <= 8; n++) {
        const day = today + n * DAY;
        if (days !== undefined && !days.has(new Date(day).getUTCDay())) continue;
        const due = on(day);
        if (due > at) return due;
      }
      return undefined;
    },
  };
}

/** The moment at which the clocks show a local time, told as if it were UTC. */
function momentOf(local: number, offsetAt: OffsetAt): number {
  const before = offsetAt(local - DAY);
  const after = offsetAt(local + DAY);
  const shows = (at: number, offset: number) => offsetAt(at) === offset;
  if (shows(local - before, before)) return local - before;
  if (shows(local - after, after)) return local - after;
  // The clocks jump over it: it comes as they do.
  let early = local - Math.max(before, after);
  let late = local - Math.min(before, after);
  const offset = offsetAt(early);
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (offsetAt(middle) === offset) early = middle;
    else late = middle;
  }
  return late;
}

/** Throws a RangeError for a zone that this machine does not know. */
export function offsetsOf(timeZone: string): OffsetAt {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (at) => {
    const read = new Map(parts.formatToParts(at).map(({ type, value }) => [type, value]));
    const number = (name: Intl.DateTimeFormatPartTypes) => Number(read.get(name));
    const shown = Date.UTC(
      number("year"),
      number("month") - 1,
      number("day"),
      number("hour"),
      number("minute"),
      number("second"),
    );
    return shown - Math.floor(at / 1000) * 1000;
  };
}
