/** How far a growing text is shown, and how fast it goes on. */
export interface Reveal {
  /** Characters that are shown. */
  readonly shown: number;
  /** Characters there were when the speed was last set. */
  readonly known: number;
  /** Characters a millisecond. */
  readonly speed: number;
  /** When `shown` was last moved. */
  readonly at: number;
}

/** Whatever comes is shown within this time: fast enough to be no delay, slow enough for the eye. */
const WITHIN = 400;
/** No slower than this, in characters a millisecond. */
const SLOWEST = 0.25;
/** A word that is longer is not waited for. */
const WORD = 24;

/** A text that is shown as far as it is there: what was before the person looked is not told again. */
export const revealed = (text: string, now: number): Reveal => ({
  shown: text.length,
  known: text.length,
  speed: SLOWEST,
  at: now,
});

/** Goes on with a text that grew. The speed is set anew with each arrival, so that all of it is out in time. */
export function reveal(before: Reveal, text: string, now: number): Reveal {
  if (text.length < before.shown) return revealed(text, now);
  const grew = text.length !== before.known;
  const behind = text.length - before.shown;
  if (behind === 0) return { shown: text.length, known: text.length, speed: SLOWEST, at: now };
  const speed = grew ? Math.max(SLOWEST, behind / WITHIN) : before.speed;
  // A text that stood still begins to move with the next frame, not with all the time that it stood.
  const passed = before.shown === before.known ? 0 : now - before.at;
  const target = before.shown + speed * passed;
  if (target >= text.length) return { shown: text.length, known: text.length, speed, at: now };
  const shown = Math.max(before.shown, wordEnd(text, Math.floor(target)));
  // What is left over of the time, because a word was not whole yet, counts for the next frame.
  const left = Math.max(0, Math.min(passed, (target - shown) / speed));
  return { shown, known: text.length, speed, at: now - left };
}

/** The last end of a word at or before a place, or the place itself in a long one; never inside of a character. */
function wordEnd(text: string, place: number): number {
  const from = Math.max(0, place - WORD);
  for (let at = place; at > from; at -= 1) if (/\s/.test(text.charAt(at - 1))) return at;
  return /[\uDC00-\uDFFF]/.test(text.charAt(place)) ? place - 1 : place;
}
