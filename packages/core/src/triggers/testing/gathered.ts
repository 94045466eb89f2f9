import type { Later } from "../burst.ts";

/** The triggers' own waits, so much shorter; those for what does not end stay, as machines of tests are slow. */
export const hurried: Later = (run, milliseconds) => {
  const timer = setTimeout(run, milliseconds >= 10_000 ? milliseconds : milliseconds / 10);
  return () => clearTimeout(timer);
};

/** What was told, one by one; `next` waits for what is told after what was taken. */
export interface Gathered<T> {
  readonly add: (told: T) => void;
  next(): Promise<T>;
  /** What was told and not taken. */
  readonly rest: readonly T[];
}

export function gather<T>(): Gathered<T> {
  const rest: T[] = [];
  const waiting: ((told: T) => void)[] = [];
  return {
    rest,
    add: (told) => {
      const first = waiting.shift();
      if (first === undefined) rest.push(told);
      else first(told);
    },
    next: () => {
      if (rest.length === 0) return new Promise((resolve) => waiting.push(resolve));
      const [told] = rest.splice(0, 1) as [T]; // there is one
      return Promise.resolve(told);
    },
  };
}
