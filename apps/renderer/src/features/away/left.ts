/** Who is away for so long has left: what happened since is a morning's reading, not a note. */
export const LEAVE = 2 * 3_600_000;
const LONGEST = 14 * 24 * 3_600_000;
const DAY = 24 * 3_600_000;

/** Since when the morning tells, in words that go on: "9 runs". */
export interface MorningSince {
  readonly at: number;
  readonly words: string;
}

/** Since the person left; without a leave that is known and not too long ago, the last day. */
export function morningSince(left: number | undefined, now: number): MorningSince {
  if (left === undefined || left > now || now - left > LONGEST) return { at: now - DAY, words: "In the last 24 hours" };
  const time = new Date(left).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (now - left < DAY) return { at: left, words: `Since you left at ${time}` };
  const week = now - left < 6 * DAY;
  const day = new Date(left).toLocaleDateString(
    "en-GB",
    week ? { weekday: "long" } : { day: "numeric", month: "long" },
  );
  return { at: left, words: `Since you left on ${day} at ${time}` };
}
