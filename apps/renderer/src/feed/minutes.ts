import { createStore, type StoreApi } from "zustand/vanilla";

const minute = 60_000;

export type Minutes = Pick<StoreApi<number>, "getState" | "subscribe">;

/** The present to the minute: one tick a minute while the window is seen, none otherwise, however many ages are shown. */
export function createMinutes(
  window: { readonly document: Pick<Document, "hidden" | "addEventListener"> },
  now: () => number,
  signal: AbortSignal,
): Minutes {
  const present = () => Math.ceil((now() + 1) / minute) * minute - 1;
  const store = createStore<number>(present);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = () => {
    clearTimeout(timer);
    store.setState(present(), true);
    if (!window.document.hidden && !signal.aborted) timer = setTimeout(tick, minute - (now() % minute) + 5);
  };
  window.document.addEventListener("visibilitychange", tick, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  tick();
  return store;
}
