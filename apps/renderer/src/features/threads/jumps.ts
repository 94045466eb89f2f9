import type { ItemId, ThreadId, TurnId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";

/** A place in a thread that the person wants to see. */
export interface Jump {
  readonly threadId: ThreadId;
  readonly turnId: TurnId;
  readonly itemId: ItemId;
}

/** Where the person wants to go, until the conversation has gone there; a new wish takes the place of an older one. */
export interface Jumps extends Pick<StoreApi<Jump | undefined>, "getState" | "subscribe"> {
  readonly to: (jump: Jump) => void;
  /** The conversation is there, or cannot go there. */
  readonly done: (jump: Jump) => void;
}

export function createJumps(): Jumps {
  const store = createStore<Jump | undefined>(() => undefined);
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    to: (jump) => store.setState({ ...jump }, true),
    done: (jump) => store.getState() === jump && store.setState(undefined, true),
  };
}
