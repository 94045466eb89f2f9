import type { DueTimes } from "./schedule.ts";

const MINUTE = 60_000;
/** So many older ones are counted; behind that they are "more than". */
const COUNTED = 10_000;
/** Between two breaths, some milliseconds of reckoning. */
const AT_A_BREATH = 200;

/** Due times that passed: the newest one by one, and those before them as a number. */
export interface Passed {
  /** The oldest first. */
  readonly listed: readonly number[];
  readonly older?: Older;
}
export interface Older {
  readonly first: number;
  readonly count: number;
  /** The last of them. */
  readonly until: number;
  /** There are more than were counted. */
  readonly atLeast: boolean;
}

interface Span {
  /** Behind this, and up to `to`. */
  readonly from: number;
  readonly to: number;
}

/** Finds the due times of a span, at most so many one by one. A long absence is reckoned in small pieces. */
export async function passedBetween(
  times: DueTimes,
  { from, to, most }: Span & { readonly most: number },
  breathe: () => Promise<void>,
): Promise<Passed> {
  const all = await collect(times, { from, to }, most + 1, breathe);
  if (all.length <= most) return { listed: all };
  let span = most * MINUTE;
  let start: number;
  let tail: readonly number[];
  do {
    start = Math.max(from, to - span);
    tail = await lastOf(times, { from: start, to }, most, breathe);
    span *= 2;
  } while (tail.length < most && start > from);
  const [first = to] = all;
  const older = await countBetween(times, { from, to: (tail[0] ?? to) - 1 }, breathe);
  return { listed: tail, older: { first, ...older } };
}

/** How many there are in a span, as far as they are counted, and which is the last of all. */
export async function countBetween(
  times: DueTimes,
  { from, to }: Span,
  breathe: () => Promise<void>,
): Promise<Omit<Older, "first">> {
  const counted = await collect(times, { from, to }, COUNTED, breathe);
  const until = counted.at(-1) ?? from;
  const next = times.after(until);
  const atLeast = next !== undefined && next <= to;
  return { count: counted.length, until: atLeast ? to : until, atLeast };
}

async function collect(
  times: DueTimes,
  { from, to }: Span,
  most: number,
  breathe: () => Promise<void>,
): Promise<readonly number[]> {
  const found: number[] = [];
  for (let at = times.after(from); at !== undefined && at <= to && found.length < most; at = times.after(at)) {
    found.push(at);
    if (found.length % AT_A_BREATH === 0) await breathe();
  }
  return found;
}

async function lastOf(
  times: DueTimes,
  { from, to }: Span,
  most: number,
  breathe: () => Promise<void>,
): Promise<readonly number[]> {
  let found: number[] = [];
  let seen = 0;
  for (let at = times.after(from); at !== undefined && at <= to; at = times.after(at)) {
    found.push(at);
    seen += 1;
    if (found.length >= 2 * most) found = found.slice(-most);
    if (seen % AT_A_BREATH === 0) await breathe();
  }
  return found.slice(-most);
}
