import type { DeckEvent, ThreadDigest, ThreadId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Client, ConnectionStore } from "../../client.ts";
import { follow } from "../../feed/follow.ts";
import { createBatch, type RequestFrame } from "../../feed/frames.ts";

/** What the threads do, at a glance; empty while nobody looks. */
export type Digests = ReadonlyMap<ThreadId, ThreadDigest>;

export interface DeckStore extends Pick<StoreApi<Digests>, "getState" | "subscribe"> {
  /** Keeps the digests coming until the answer is called: the host computes none for a window without a deck. */
  readonly hold: () => () => void;
}

const none: Digests = new Map();

/** A digest that did not change keeps its identity. */
export function foldDigests(state: Digests, event: DeckEvent): Digests {
  const digests = new Map(event.type === "snapshot" ? none : state);
  for (const digest of event.digests) digests.set(digest.threadId, digest);
  return digests;
}

export function createDeck(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly requestFrame: RequestFrame;
  readonly signal: AbortSignal;
}): DeckStore {
  const { client, connection, requestFrame, signal } = context;
  const store = createStore<Digests>(() => none);
  let holders = 0;
  let watching: AbortController | undefined;
  const begin = () => {
    const life = new AbortController();
    watching = life;
    const batch = createBatch<DeckEvent>(requestFrame, (events) => {
      if (!life.signal.aborted) store.setState(events.reduce(foldDigests, store.getState()), true);
    });
    void follow<DeckEvent>({
      connection,
      signal: AbortSignal.any([signal, life.signal]),
      open: (signal) => client.deck.watch({}, { signal }),
      onEvent: batch.push,
    });
  };
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    hold() {
      if (holders === 0) begin();
      holders += 1;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holders -= 1;
        if (holders > 0) return;
        watching?.abort();
        store.setState(none, true);
      };
    },
  };
}
