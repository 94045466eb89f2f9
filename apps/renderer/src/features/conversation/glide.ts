/** After this many milliseconds a third of the way is left. */
const EASE = 70;

/** How far to go on in a frame towards an end that is so far away: less and less, and never less than a pixel. */
export const glide = (far: number, elapsed: number): number =>
  Math.min(far, Math.max(1, far * (1 - Math.exp(-Math.max(0, elapsed) / EASE))));
