import type { OpenThreads } from "./openThreads.ts";
import { threadAt } from "./threadAt.ts";

/**
 * Begins to read a thread while its link or tab is still pressed, so that it is there once its pane is drawn. Until the
 * signal aborts.
 */
export function readAheadOnPress(document: Document, threads: Pick<OpenThreads, "hold">, signal: AbortSignal): void {
  let letGo: (() => void) | undefined;
  const options = { signal, capture: true, passive: true } as const;
  document.addEventListener(
    "pointerdown",
    ({ target, button }) => {
      const threadId = button === 0 ? threadAt(target) : undefined;
      letGo?.();
      letGo = threadId && threads.hold(threadId);
    },
    options,
  );
  const released = () => {
    const held = letGo;
    letGo = undefined;
    // Behind the click that it may be, which opens the thread and holds it.
    if (held !== undefined) setTimeout(held);
  };
  document.addEventListener("pointerup", released, options);
  document.addEventListener("pointercancel", released, options);
}
