const minute = 60_000;
/** Timers hold no longer than this. */
const LONGEST = 2 ** 31 - 1;

/** Tells the next moment, after one, at which something looks different. */
export type NextChange = (present: number) => number;

/**
 * The present to the minute, for all that tells how long ago something was. It sets one timer, to the next moment at
 * which anything that is shown changes: none while nothing is shown, or while the window is not seen.
 */
export interface Minutes {
  readonly getState: () => number;
  /** Calls at each minute. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Calls when what is shown changes, and at no other time. */
  readonly follow: (nextChange: NextChange, listener: () => void) => () => void;
}

interface Follower {
  readonly nextChange: NextChange;
  readonly listener: () => void;
  due: number;
}

export function createMinutes(
  window: { readonly document: Pick<Document, "hidden" | "addEventListener"> },
  now: () => number,
  signal: AbortSignal,
): Minutes {
  const startOf = (at: number) => Math.floor(at / minute) * minute;
  const followers = new Set<Follower>();
  let present = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let timerAt = Number.POSITIVE_INFINITY;
  // The last moment of this minute, so that what happened within it is never ahead.
  const getState = () => {
    if (now() > present) present = startOf(now()) + minute - 1;
    return present;
  };
  const disarm = () => {
    clearTimeout(timer);
    timerAt = Number.POSITIVE_INFINITY;
  };
  const arm = (due: number) => {
    const at = startOf(due);
    if (at >= timerAt || window.document.hidden || signal.aborted) return;
    disarm();
    timerAt = at;
    timer = setTimeout(tick, Math.min(LONGEST, Math.max(0, at - now()) + 5));
  };
  const tick = () => {
    disarm();
    const state = getState();
    const called = [...followers].filter(({ due }) => due <= state);
    for (const follower of called) follower.due = follower.nextChange(state);
    for (const { due } of followers) arm(due);
    for (const { listener } of called) listener();
  };
  const follow: Minutes["follow"] = (nextChange, listener) => {
    const follower: Follower = { nextChange, listener, due: nextChange(getState()) };
    followers.add(follower);
    arm(follower.due);
    return () => {
      followers.delete(follower);
      if (followers.size === 0) disarm();
    };
  };
  window.document.addEventListener("visibilitychange", () => (window.document.hidden ? disarm() : tick()), { signal });
  signal.addEventListener("abort", disarm);
  return { getState, follow, subscribe: (listener) => follow((state) => state + 1, listener) };
}
