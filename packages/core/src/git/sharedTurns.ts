import type { InTurn } from "./inTurn.ts";

/** Looks at something in turn. A look that has not begun answers everybody who asks for it until it does. */
export type SharedTurns<T> = (key: string, signal?: AbortSignal) => Promise<T>;

interface Waiting<T> {
  readonly answer: Promise<T>;
  readonly life: AbortController;
  askers: number;
}

/** The turns are those of the key; the signal of `look` aborts when all who asked have given up. */
export function createSharedTurns<T>(
  inTurn: InTurn,
  look: (key: string, signal: AbortSignal) => Promise<T>,
): SharedTurns<T> {
  const all = new Map<string, Waiting<T>>();

  const begin = (key: string): Waiting<T> => {
    const life = new AbortController();
    const answer = inTurn(key, async () => {
      all.delete(key);
      life.signal.throwIfAborted();
      return look(key, life.signal);
    });
    answer.catch(() => undefined); // those who asked are told, unless they gave up
    const waiting = { answer, life, askers: 0 };
    all.set(key, waiting);
    return waiting;
  };

  return async (key, signal) => {
    signal?.throwIfAborted();
    const waiting = all.get(key) ?? begin(key);
    waiting.askers += 1;
    if (signal === undefined) return waiting.answer;
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        waiting.askers -= 1;
        if (waiting.askers === 0) {
          if (all.get(key) === waiting) all.delete(key);
          waiting.life.abort();
        }
        reject(signal.reason as Error); // an AbortError, or what the caller put in its place
      };
      signal.addEventListener("abort", giveUp, { once: true });
      waiting.answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
    });
  };
}
