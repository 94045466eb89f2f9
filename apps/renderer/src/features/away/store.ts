import { createStore, type StoreApi } from "zustand/vanilla";
import { LEAVE } from "./left.ts";

/** Shorter looks elsewhere are no absence. */
export const ABSENCE = 5 * 60_000;
/** While the window is looked at this is kept so often, for the case that it ends without a word. */
const NOTE = 60_000;
const KEY = "flightdeck.lastSeen";
const LEFT = "flightdeck.left";

/** Since when the person was away; undefined when they were not, or have read what happened. */
export type Away = number | undefined;

export interface AwayStore extends Pick<StoreApi<Away>, "getState" | "subscribe"> {
  readonly dismiss: () => void;
  /** When the person left for long the last time they did, also after they have read what happened since. */
  readonly left: () => number | undefined;
}

interface Seen extends Pick<EventTarget, "addEventListener"> {
  readonly document: Pick<Document, "hidden" | "hasFocus" | "addEventListener">;
}

/**
 * Knows when the person comes back: the time when a window was last looked at is kept, and compared with the time of the
 * next look. All windows share it, so that looking at one of them is no absence from the others. No timer runs.
 */
export function createAway({
  window,
  storage,
  now,
  signal,
}: {
  readonly window: Seen;
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  readonly now: () => number;
  readonly signal: AbortSignal;
}): AwayStore {
  const store = createStore<Away>(() => undefined);
  const { document } = window;
  let noted = 0;
  const isHere = () => !document.hidden && document.hasFocus();
  const keep = (key: string, time: number) => {
    try {
      storage.setItem(key, String(time));
    } catch {
      // It is full: a long absence may count for longer than it was.
    }
  };
  const note = () => {
    noted = now();
    keep(KEY, noted);
  };
  const back = () => {
    if (!isHere()) return;
    const last = Number(storage.getItem(KEY));
    if (last > 0 && now() - last >= LEAVE) keep(LEFT, last);
    if (last > 0 && now() - last >= ABSENCE) store.setState(store.getState() ?? last, true);
    note();
  };
  /** The last moment that is known: leaving is told after the focus has gone. */
  const leave = () => {
    if (noted > 0) note();
    noted = 0;
  };
  const stir = () => {
    if (isHere() && now() - noted >= NOTE) back();
  };
  window.addEventListener("focus", back, { signal });
  window.addEventListener("blur", leave, { signal });
  window.addEventListener("pagehide", leave, { signal });
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : back()), { signal });
  for (const type of ["pointerdown", "keydown"]) window.addEventListener(type, stir, { signal, capture: true });
  back();
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    dismiss: () => store.setState(undefined, true),
    left: () => Number(storage.getItem(LEFT)) || undefined,
  };
}
