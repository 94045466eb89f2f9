import type { DiffScope, ThreadId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";

export type DiffStyle = "unified" | "split";

/** How the person reads diffs, and what they last looked at in each thread. */
export interface ReviewPrefs {
  readonly style: DiffStyle;
  readonly ignoreSpace: boolean;
  /** As long as the window lives. */
  readonly scopes: ReadonlyMap<ThreadId, DiffScope>;
}

export interface ReviewPrefsStore extends Pick<StoreApi<ReviewPrefs>, "getState" | "subscribe"> {
  readonly set: (change: Partial<Pick<ReviewPrefs, "style" | "ignoreSpace">>) => void;
  readonly setScope: (threadId: ThreadId, scope: DiffScope) => void;
}

const KEY = "flightdeck.review";
/** Threads of which the scope is remembered. */
const SCOPES = 200;

/** What was kept, as far as it is known. */
function read(kept: string | null): Pick<ReviewPrefs, "style" | "ignoreSpace"> {
  let value: Partial<ReviewPrefs> = {};
  try {
    value = (JSON.parse(kept ?? "{}") as Partial<ReviewPrefs> | null) ?? {}; // checked field by field below
  } catch {
    // not JSON: somebody else's, or half written
  }
  return { style: value.style === "split" ? "split" : "unified", ignoreSpace: value.ignoreSpace === true };
}

/** Style and spaces are kept over reloads in the window's own storage. */
export function createReviewPrefs(storage: Pick<Storage, "getItem" | "setItem">): ReviewPrefsStore {
  const store = createStore<ReviewPrefs>(() => ({ ...read(storage.getItem(KEY)), scopes: new Map() }));
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    set(change) {
      store.setState(change);
      const { style, ignoreSpace } = store.getState();
      storage.setItem(KEY, JSON.stringify({ style, ignoreSpace }));
    },
    setScope(threadId, scope) {
      const scopes = new Map(store.getState().scopes);
      scopes.delete(threadId);
      scopes.set(threadId, scope);
      const [oldest] = scopes.keys();
      if (scopes.size > SCOPES && oldest !== undefined) scopes.delete(oldest);
      store.setState({ scopes });
    },
  };
}
