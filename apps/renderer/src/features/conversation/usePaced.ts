import type { ThreadId } from "@flightdeck/contract";
import { useState } from "react";
import { type App, useApp } from "../../app.tsx";
import { type PacedThread, pacedThread } from "./paced.ts";

/** Whether texts and the end of the conversation glide: by the setting, in a window that is seen, by a person whom motion does not disturb. */
export const flowing = (settings: App["settings"]): boolean =>
  settings.getState().settings?.reading.pace !== false &&
  !document.hidden &&
  !window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A thread as its conversation shows it: at a pace for the eye. */
export function usePaced(threadId: ThreadId): PacedThread {
  const { threads, settings } = useApp();
  const [store] = useState(() =>
    pacedThread(threads.store(threadId), {
      flows: () => flowing(settings),
      now: () => performance.now(),
      requestFrame: (run) => requestAnimationFrame(run),
      cancelFrame: (frame) => cancelAnimationFrame(frame),
    }),
  );
  return store;
}
