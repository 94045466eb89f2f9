/** Where a scrolled box stands. */
export interface Place {
  readonly top: number;
  readonly height: number;
  readonly client: number;
}

/** Whether the conversation follows its end. `top` is where it last stood, `touched` when the person last moved it. */
export interface Stick {
  readonly following: boolean;
  readonly top: number;
  readonly touched: number;
}

export const stuck: Stick = { following: true, top: 0, touched: Number.NEGATIVE_INFINITY };

/** This near to the end counts as there. */
const NEAR = 24;
/** A scroll this soon after the person's hand is the person's; later ones are the layout's own. */
const HAND = 600;

/** A scroll that the person began glides no longer than this. */
const GLIDE = 1_500;

export const distanceToEnd = ({ top, height, client }: Place): number => height - client - top;

/** The person used the wheel, a key, a finger or the bar. */
export const touch = (stick: Stick, now: number): Stick => ({ ...stick, touched: now });

/**
 * After the box scrolled. Only the person lets go of the end, by moving up, and takes hold of it again, by coming back to it;
 * what grows, shrinks or is measured anew never does.
 */
export function scrolled(stick: Stick, place: Place, now: number): Stick {
  const moved = { ...stick, top: place.top };
  if (now - stick.touched > HAND) return moved;
  if (place.top < stick.top - 1) return distanceToEnd(place) <= 1 ? moved : { ...moved, following: false };
  return distanceToEnd(place) <= NEAR ? { ...moved, following: true } : moved;
}

/** Whether a box that stands at `top` now is gliding where the person sent it, before it told so. */
export const glidesByHand = (stick: Stick, top: number, now: number): boolean =>
  now - stick.touched <= GLIDE && Math.abs(top - stick.top) > 1;

/** How rows changed at the two ends, for a list that is anchored by position. */
export interface Shift {
  readonly prepended: number;
  readonly appended: number;
}

/** Finds the rows that were put before the ones already shown. */
export function shiftOf(
  before: readonly { readonly key: string }[],
  after: readonly { readonly key: string }[],
): Shift {
  const grown = { prepended: 0, appended: after.length - before.length };
  const first = before[0];
  if (first === undefined || first.key === after[0]?.key) return grown;
  const places = new Map(after.map((row, index) => [row.key, index]));
  // The first row may be gone, as when its work joined a fold of the page before.
  for (const [index, row] of before.slice(0, 64).entries()) {
    const now = places.get(row.key);
    if (now === undefined) continue;
    const prepended = Math.max(0, now - index);
    return { prepended, appended: grown.appended - prepended };
  }
  return grown;
}
