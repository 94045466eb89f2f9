import type { ItemId, ThreadId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";

/** What is to be looked for in a thread, and at which item to begin. */
export interface FindAsk {
  readonly threadId: ThreadId;
  readonly text?: string;
  readonly itemId?: ItemId;
}

/** A find line that is open; each time it is asked for is another one. */
export interface OpenFind extends FindAsk {
  readonly key: number;
}

/** The window's find line, in the conversation of one thread. The thread is to be opened by who asks. */
export interface Finds extends Pick<StoreApi<OpenFind | undefined>, "getState" | "subscribe"> {
  readonly ask: (ask: FindAsk) => void;
  readonly close: () => void;
}

export function createFinds(): Finds {
  const store = createStore<OpenFind | undefined>(() => undefined);
  let asked = 0;
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    ask(ask) {
      asked += 1;
      store.setState({ ...ask, key: asked }, true);
    },
    close: () => store.setState(undefined, true),
  };
}
