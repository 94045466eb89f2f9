import { createContext, useContext, useSyncExternalStore } from "react";
import { createStore, type StoreApi } from "zustand/vanilla";

/** What the person opened or closed in one conversation. Rows out of view are not drawn, so it cannot live in them. */
export interface Disclosure extends Pick<StoreApi<ReadonlyMap<string, boolean>>, "getState" | "subscribe"> {
  readonly set: (key: string, open: boolean) => void;
}

export function createDisclosure(): Disclosure {
  const store = createStore<ReadonlyMap<string, boolean>>(() => new Map());
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    set: (key, open) => store.setState(new Map(store.getState()).set(key, open), true),
  };
}

const Context = createContext<Disclosure | undefined>(undefined);
export const DisclosureProvider = Context.Provider;

/** Whether something is open, and the way to turn it; `initially` holds until the person decides. */
export function useDisclosure(key: string, initially: boolean): readonly [boolean, () => void] {
  const disclosure = useContext(Context);
  if (disclosure === undefined) throw new Error("useDisclosure outside of a conversation");
  const open = useSyncExternalStore(disclosure.subscribe, () => disclosure.getState().get(key) ?? initially);
  return [open, () => disclosure.set(key, !open)];
}
