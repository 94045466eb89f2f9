import { AutomationId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";

/** What the screen shows beside the list. */
export type AutomationsPlace =
  /** One automation; without an id the first one. */
  { readonly at: "one"; readonly automationId?: AutomationId } | { readonly at: "new" } | { readonly at: "templates" };

export interface AutomationsPlaceStore extends Pick<StoreApi<AutomationsPlace>, "getState" | "subscribe"> {
  readonly go: (place: AutomationsPlace) => void;
}

const KEY = "flightdeck.automations";

/** Where the person was in the screen, kept over reloads of this window. */
export function createAutomationsPlace(storage: Pick<Storage, "getItem" | "setItem">): AutomationsPlaceStore {
  const store = createStore<AutomationsPlace>(() => readPlace(storage.getItem(KEY)));
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    go(place) {
      store.setState(place, true);
      storage.setItem(KEY, JSON.stringify(place));
    },
  };
}

/** What was kept, as far as it still makes sense. */
export function readPlace(kept: string | null): AutomationsPlace {
  try {
    const { at, automationId } = JSON.parse(kept ?? "{}") as { readonly at?: unknown; readonly automationId?: unknown }; // looked at here
    if (at === "new" || at === "templates") return { at };
    const id = AutomationId.safeParse(automationId).data;
    return id === undefined ? { at: "one" } : { at: "one", automationId: id };
  } catch {
    return { at: "one" }; // half written, or somebody else's
  }
}
