import type { InboxEvent, InboxFilter, InboxRow } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Client, ConnectionStore } from "../../client.ts";
import { follow } from "../../feed/follow.ts";
import { emptyList, foldRows, type InboxList, withPage } from "./list.ts";

const FIRST = 200;
const NEXT = 1000;

export interface InboxState extends InboxList {
  /** Of all that is not archived, whatever the list shows. */
  readonly unread: number;
  /** The list has what was asked for. */
  readonly loaded: boolean;
  /** Grows whenever something comes or changes. */
  readonly revision: number;
}

export interface InboxStore extends Pick<StoreApi<InboxState>, "getState" | "subscribe"> {
  /** Lists other entries. What is there stays until they have come. */
  readonly show: (filter: InboxFilter) => void;
  /** Brings the next page, unless one is on its way. */
  readonly next: () => void;
  /** Hears of what comes and changes while the window is there, and not of what was there before. */
  readonly onChanged: (listener: (rows: readonly InboxRow[]) => void) => () => void;
}

/** How many entries are unread, always; and a list of them, page by page, once somebody looks. */
export function createInbox(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly signal: AbortSignal;
}): InboxStore {
  const { client, connection, signal } = context;
  const store = createStore<InboxState>(() => ({ ...emptyList, unread: 0, loaded: false, revision: 0 }));
  const listeners = new Set<(rows: readonly InboxRow[]) => void>();
  let asked: InboxFilter | undefined;
  /** What came while a page was on its way, which may be older. */
  let meanwhile: readonly InboxRow[] | undefined;
  let request = 0;

  const load = async (filter: InboxFilter, behind?: InboxRow) => {
    const mine = (request += 1);
    meanwhile = [];
    const limit = behind === undefined ? FIRST : NEXT;
    try {
      const page = await client.inbox.list({ ...filter, before: behind?.id, limit });
      if (mine !== request) return;
      const now = store.getState();
      const list = behind === undefined ? { filter, rows: [], more: false } : now;
      const whole = foldRows(withPage(list, page, page.length === limit), meanwhile ?? []);
      store.setState({ ...now, ...whole, loaded: true }, true);
    } catch {
      // The connection is lost: the list is asked for again with the next one.
    }
    if (mine === request) meanwhile = undefined;
  };

  void follow<InboxEvent>({
    connection,
    signal,
    open: (signal) => client.inbox.watch({ limit: 0 }, { signal }),
    onEvent: (event) => {
      const now = store.getState();
      const next = { ...now, unread: event.unread, revision: now.revision + 1 };
      if (event.type === "snapshot") {
        store.setState(next, true);
        if (asked !== undefined) void load(asked);
        return;
      }
      if (meanwhile !== undefined) meanwhile = [...meanwhile, ...event.rows];
      store.setState(now.loaded ? { ...next, ...foldRows(now, event.rows) } : next, true);
      for (const listener of listeners) listener(event.rows);
    },
  });

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    show(filter) {
      asked = filter;
      void load(filter);
    },
    next() {
      const { more, rows, filter } = store.getState();
      const last = rows.at(-1);
      if (more && last !== undefined && meanwhile === undefined) void load(filter, last);
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
