import type { ThreadId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Shell } from "../../shell.ts";
import { addressOf, placeOf, type WindowPlace } from "./place.ts";

/** The window's siblings. */
export interface Windows {
  /** What this one is. */
  readonly place: WindowPlace;
  /** Another whole window, with the thread in front. */
  readonly open: (threadId?: ThreadId) => void;
  /** A small window with one thread alone, which begins on top where the system can do that. */
  readonly popOut: (threadId: ThreadId) => void;
  /** Whether this one stays on top of all others. */
  readonly onTop: Pick<StoreApi<boolean>, "getState" | "subscribe">;
  /** Has it stay on top or not; undefined where the system cannot do that. */
  readonly stayOnTop?: (onTop: boolean) => void;
}

/** Opens windows through the desktop shell, or as a browser does. */
export function createWindows(window: Window, shell: Shell | undefined, newId: () => string): Windows {
  const open = (place: WindowPlace, features: string) => {
    if (shell !== undefined) return shell.openWindow({ threadId: place.thread, alone: place.alone });
    // Not `noopener`: the window's storage goes along, and with it the way to the host.
    window.open(window.location.pathname + addressOf(place), `flightdeck-${place.id ?? ""}`, features);
  };
  const onTop = createStore<boolean>(() => false);
  shell?.onOnTop((next) => onTop.setState(next, true));
  return {
    onTop,
    stayOnTop: shell?.setOnTop,
    place: placeOf(window.location.search),
    open: (thread) => open({ id: newId(), thread, alone: false }, "popup,width=1280,height=800"),
    popOut: (thread) => open({ id: newId(), thread, alone: true }, "popup,width=480,height=640"),
  };
}
