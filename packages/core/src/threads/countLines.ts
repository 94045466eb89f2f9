import { setTimeout as pause } from "node:timers/promises";
import { isWork } from "./turn.ts";
import type { OpenThread } from "./openThread.ts";

type CountLines = (open: OpenThread) => Promise<{ readonly additions: number; readonly deletions: number }>;

/** Milliseconds between two looks at a folder in which an agent works; more where a look takes long. */
const PAUSE = 2_000;

/** Keeps a thread's line counts near the truth while its turn runs: looks after work that was done, now and then. */
export async function keepCountingLines(open: OpenThread, countLines: CountLines, signal: AbortSignal): Promise<void> {
  let counted = 0;
  let wait = PAUSE;
  try {
    for (;;) {
      await pause(wait, undefined, { signal, ref: false });
      const done = open.thread.turns.at(-1)?.items.filter((item) => isWork(item) && item.status !== "running").length;
      if (done === undefined || done === counted) continue;
      counted = done;
      const start = performance.now();
      const lines = await countLines(open);
      signal.throwIfAborted();
      open.setLines(lines);
      wait = Math.max(PAUSE, 10 * (performance.now() - start));
    }
  } catch {
    // The turn is over, or the folder cannot be read now: the look at its end tells.
  }
}
