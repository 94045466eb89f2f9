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
/** Due times that have a record of their own already: the clock was here before. */
type Known = (span: Span) => ReadonlySet<number>;

/** Finds the due times of a span, at most so many one by one. A long absence is reckoned in small pieces. */
export async function passedBetween(
  times: DueTimes,
  { from, to, most, known }: Span & { readonly most: number; readonly known: Known },
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
  const before = { from, to: (tail[0] ?? to) - 1 };
  const older = await countBetween(times, { ...before, known: known(before) }, breathe);
  if (older.count > 1 || older.atLeast) return { listed: tail, older };
  return { listed: older.count === 0 ? tail : [older.first, ...tail] };
}

/** How many there are in a span, as far as they are counted, and which are the first and the last of all. */
export async function countBetween(
  times: DueTimes,
  { from, to, known }: Span & { readonly known: ReadonlySet<number> },
  breathe: () => Promise<void>,
): Promise<Older> {
  const seen = await collect(times, { from, to }, COUNTED, breathe);
  const next = times.after(seen.at(-1) ?? from);
  const atLeast = next !== undefined && next <= to;
  const counted = seen.filter((at) => !known.has(at));
  const [first = from] = counted;
  return { first, count: counted.length, until: atLeast ? to : (counted.at(-1) ?? from), atLeast };
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
