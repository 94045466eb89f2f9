import { createStore, type StoreApi } from "zustand/vanilla";

/** How many of the lines last chosen in the palette stand first there. */
const MOST_RECENT = 8;
const KEY = "flightdeck.recent";

export interface ActsState {
  /** What was chosen in the palette, newest first. */
  readonly recent: readonly string[];
}

/** What the parts of the window on screen do of the acts, and what was chosen last. */
export interface ActsStore extends Pick<StoreApi<ActsState>, "getState" | "subscribe"> {
  /** Does an act while the answer was not called. The newest claim holds. */
  readonly claim: (id: string, run: () => void) => () => void;
  readonly claimed: (id: string) => (() => void) | undefined;
  readonly chose: (entry: string) => void;
}

export function createActs(storage: Pick<Storage, "getItem" | "setItem">): ActsStore {
  const store = createStore<ActsState>(() => ({ recent: readRecent(storage.getItem(KEY)) }));
  let claims: readonly { readonly id: string; readonly run: () => void }[] = [];
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    claim(id, run) {
      const claim = { id, run };
      claims = [...claims, claim];
      return () => {
        claims = claims.filter((each) => each !== claim);
      };
    },
    claimed: (id) => claims.findLast((claim) => claim.id === id)?.run,
    chose(entry) {
      const recent = [entry, ...store.getState().recent.filter((each) => each !== entry)].slice(0, MOST_RECENT);
      store.setState({ recent });
      storage.setItem(KEY, JSON.stringify(recent));
    },
  };
}

function readRecent(kept: string | null): readonly string[] {
  try {
    const value: unknown = JSON.parse(kept ?? "[]");
    return Array.isArray(value) ? value.filter((entry) => typeof entry === "string").slice(0, MOST_RECENT) : [];
  } catch {
    return []; // not JSON: somebody else's, or half written
  }
}
