import type { ThreadId, ThreadListEvent, ThreadRow } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Client, ConnectionStore } from "../../client.ts";
import { follow } from "../../feed/follow.ts";
import { createBatch, type RequestFrame } from "../../feed/frames.ts";

/** Every thread as lists show it. `loaded` turns true with the first snapshot. */
export interface ThreadRows {
  readonly loaded: boolean;
  readonly rows: ReadonlyMap<ThreadId, ThreadRow>;
}

export type ThreadRowsStore = Pick<StoreApi<ThreadRows>, "getState" | "subscribe">;

export function foldRows(state: ThreadRows, event: ThreadListEvent): ThreadRows {
  switch (event.type) {
    case "snapshot":
      return { loaded: true, rows: new Map(event.rows.map((row) => [row.id, row])) };
    case "changed": {
      const rows = new Map(state.rows);
      for (const row of event.rows) rows.set(row.id, row);
      return { ...state, rows };
    }
    case "removed": {
      const rows = new Map(state.rows);
      rows.delete(event.threadId);
      return { ...state, rows };
    }
  }
}

export function createThreadRows(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly requestFrame: RequestFrame;
  readonly signal: AbortSignal;
}): ThreadRowsStore {
  const store = createStore<ThreadRows>(() => ({ loaded: false, rows: new Map() }));
  const batch = createBatch<ThreadListEvent>(context.requestFrame, (events) => {
    store.setState(events.reduce(foldRows, store.getState()), true);
  });
  void follow<ThreadListEvent>({
    connection: context.connection,
    signal: context.signal,
    open: (signal) => context.client.threads.watchList({}, { signal }),
    onEvent: batch.push,
  });
  return store;
}
