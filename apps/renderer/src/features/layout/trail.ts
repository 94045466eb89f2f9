import type { ThreadId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Layout, type LayoutStore, openThread, type Pane } from "./store.ts";

/** What the person looked at: a view, or what the active pane showed. */
type Stop = { readonly view: Exclude<Layout["view"], "panes"> } | { readonly view: "panes"; readonly pane: Pane };

export interface Trail {
  readonly before: readonly Stop[];
  readonly now: Stop;
  readonly after: readonly Stop[];
}

export interface TrailStore extends Pick<StoreApi<Trail>, "getState" | "subscribe"> {
  readonly back: () => void;
  readonly forward: () => void;
}

/** Stops beyond so many are too long ago to go back to. */
const LENGTH = 100;

function stopOf({ view, panes, active }: Layout): Stop {
  if (view !== "panes") return { view };
  return { view, pane: panes[active] ?? panes[0] };
}

const same = (a: Stop, b: Stop): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Shows a stop again: a thread where it is shown, else in the active pane. */
function show(layout: Layout, stop: Stop): Layout {
  if (stop.view !== "panes") return { ...layout, view: stop.view };
  if (stop.pane.kind === "thread") return openThread(layout, stop.pane.threadId);
  const [first, ...rest] = layout.panes.with(layout.active, stop.pane);
  return { ...layout, view: "panes", panes: [first ?? stop.pane, ...rest] };
}

/** Remembers what was shown in this window, to go back and forward over it. Stops whose thread is gone are passed by. */
export function createTrail(layout: LayoutStore, isKnown: (threadId: ThreadId) => boolean): TrailStore {
  const store = createStore<Trail>(() => ({ before: [], now: stopOf(layout.getState()), after: [] }));
  layout.subscribe(() => {
    const { before, now } = store.getState();
    const next = stopOf(layout.getState());
    if (same(next, now)) return;
    store.setState({ before: [...before, now].slice(-LENGTH), now: next, after: [] }, true);
  });
  const go = (from: "before" | "after") => {
    const { before, now, after } = store.getState();
    const isThere = (stop: Stop) => stop.view !== "panes" || stop.pane.kind === "new" || isKnown(stop.pane.threadId);
    const left = (from === "before" ? before : after.toReversed()).filter(isThere);
    const to = left.at(-1);
    if (to === undefined) return;
    const rest = left.slice(0, -1);
    store.setState(
      from === "before"
        ? { before: rest, now: to, after: [now, ...after] }
        : { before: [...before, now], now: to, after: rest.toReversed() },
      true,
    );
    layout.update((state) => show(state, to));
  };
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    back: () => go("before"),
    forward: () => go("after"),
  };
}
