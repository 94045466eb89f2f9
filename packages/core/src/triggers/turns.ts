/** Lets so many pieces of work be done at once; the others wait. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** Nothing is done before `opened`. */
export function createTurns(atOnce: number, opened: Promise<unknown> = Promise.resolve()): Turns {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  return async (work) => {
    await opened;
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
