/** Calls back after so many milliseconds; the answer takes it back. */
export type Later = (run: () => void, milliseconds: number) => () => void;

const TICK = 15_000;

/** How long a run has worked. It stands still while the run waits for a person. */
export interface WorkClock {
  start(): void;
  stop(): void;
  readonly milliseconds: number;
}

/**
 * Counts in short steps, none of them longer than it was to be: a machine that slept and a clock that was set are not the
 * run's work. `onTick` is told now and then, `onLimit` once.
 */
export function workClock(options: {
  readonly worked: number;
  readonly limit: number;
  readonly now: () => number;
  readonly later: Later;
  readonly onTick: (milliseconds: number) => void;
  readonly onLimit: () => void;
}): WorkClock {
  const { limit, now, later } = options;
  let worked = options.worked;
  let step: { readonly since: number; readonly length: number; readonly cancel: () => void } | undefined;

  const count = (): void => {
    if (step === undefined) return;
    worked += Math.min(Math.max(0, now() - step.since), step.length);
    step.cancel();
    step = undefined;
  };
  const go = (): void => {
    const length = Math.min(TICK, Math.max(0, limit - worked));
    step = { since: now(), length, cancel: later(tick, length) };
  };
  const tick = (): void => {
    worked += step?.length ?? 0;
    step = undefined;
    options.onTick(worked);
    if (worked >= limit) options.onLimit();
    else go();
  };

  return {
    start: () => {
      if (step === undefined) go();
    },
    stop: count,
    get milliseconds() {
      return worked;
    },
  };
}
