import { createStore, type StoreApi } from "zustand/vanilla";
import { type Grouping, groupings, type Sorting, sortings } from "./order.ts";

/** How the person wants the wall. */
export interface DeckPrefs {
  readonly grouping: Grouping;
  readonly sorting: Sorting;
}

export interface DeckPrefsStore extends Pick<StoreApi<DeckPrefs>, "getState" | "subscribe"> {
  readonly set: (change: Partial<DeckPrefs>) => void;
}

const KEY = "flightdeck.deck";

/** What was kept, as far as it is known. */
export function readPrefs(kept: string | null): DeckPrefs {
  let value: Partial<DeckPrefs> = {};
  try {
    value = (JSON.parse(kept ?? "{}") as Partial<DeckPrefs> | null) ?? {}; // checked field by field below
  } catch {
    // not JSON: somebody else's, or half written
  }
  return {
    grouping: groupings.find((name) => name === value.grouping) ?? "status",
    sorting: sortings.find((name) => name === value.sorting) ?? "wait",
  };
}

/** Kept over reloads in the window's own storage. */
export function createDeckPrefs(storage: Pick<Storage, "getItem" | "setItem">): DeckPrefsStore {
  const store = createStore<DeckPrefs>(() => readPrefs(storage.getItem(KEY)));
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    set(change) {
      store.setState({ ...store.getState(), ...change }, true);
      storage.setItem(KEY, JSON.stringify(store.getState()));
    },
  };
}
