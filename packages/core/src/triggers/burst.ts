/** Gathers what happens until it is quiet for a while, or lasts too long. */
export interface Burst {
  /** Something happened. */
  add(): void;
  /** Drops what was gathered. */
  stop(): void;
}

/** Starts a timer, and gives what takes it back. */
export type Later = (run: () => void, milliseconds: number) => () => void;

export function createBurst(options: {
  readonly quietMs: number;
  /** A burst that does not end is told after so long. */
  readonly longestMs: number;
  readonly later: Later;
  readonly onEnd: () => void;
}): Burst {
  const { quietMs, longestMs, later, onEnd } = options;
  let takeBack: (() => void) | undefined;
  let takeBackLongest: (() => void) | undefined;
  const stop = (): void => {
    takeBack?.();
    takeBackLongest?.();
    takeBack = undefined;
    takeBackLongest = undefined;
  };
  const end = (): void => {
    stop();
    onEnd();
  };
  return {
    add: () => {
      takeBack?.();
      takeBack = later(end, quietMs);
      takeBackLongest ??= later(end, longestMs);
    },
    stop,
  };
}
