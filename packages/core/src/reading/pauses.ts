import { setImmediate } from "node:timers/promises";

/** Milliseconds of work after which the others of the host have their turn. */
const TURN = 8;

/** Lets others go on from time to time: call it between two small pieces of much work. */
export function createPauses(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < TURN) return;
    await setImmediate();
    since = performance.now();
  };
}
