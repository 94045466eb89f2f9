import { TerminalId, ThreadId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";

/** Which terminal of each thread this window shows, and where one is to be opened. */
export interface Shown {
  readonly terminals: ReadonlyMap<ThreadId, TerminalId>;
  /** The person asked for a terminal of that thread: it gets the keys. With `open` one is opened where there is none. */
  readonly wanted?: { readonly threadId: ThreadId; readonly open: boolean };
}

export interface ShownStore extends Pick<StoreApi<Shown>, "getState" | "subscribe"> {
  readonly show: (threadId: ThreadId, terminalId: TerminalId) => void;
  readonly want: (threadId: ThreadId, open: boolean) => void;
  /** What was wanted of the thread; from now on it is not. */
  readonly takeWanted: (threadId: ThreadId) => Shown["wanted"];
}

const KEY = "flightdeck.terminals";

/** Kept over reloads of the window. */
export function createShown(storage: Pick<Storage, "getItem" | "setItem">): ShownStore {
  const store = createStore<Shown>(() => ({ terminals: read(storage.getItem(KEY)) }));
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    show(threadId, terminalId) {
      if (store.getState().terminals.get(threadId) === terminalId) return;
      const terminals = new Map(store.getState().terminals).set(threadId, terminalId);
      store.setState({ terminals });
      storage.setItem(KEY, JSON.stringify([...terminals].slice(-100)));
    },
    want: (threadId, open) => store.setState({ wanted: { threadId, open } }),
    takeWanted(threadId) {
      const { wanted } = store.getState();
      if (wanted?.threadId !== threadId) return undefined;
      store.setState({ wanted: undefined });
      return wanted;
    },
  };
}

function read(kept: string | null): ReadonlyMap<ThreadId, TerminalId> {
  try {
    const value: unknown = JSON.parse(kept ?? "[]");
    const pairs = (Array.isArray(value) ? value : []).flatMap((pair: unknown) => {
      const [threadId, terminalId] = Array.isArray(pair) ? (pair as unknown[]) : [];
      const ids = [ThreadId.safeParse(threadId).data, TerminalId.safeParse(terminalId).data] as const;
      return ids[0] === undefined || ids[1] === undefined ? [] : [[ids[0], ids[1]] as const];
    });
    return new Map(pairs);
  } catch {
    return new Map(); // somebody else's, or half written
  }
}
