import type { ItemId, ThreadId, ThreadWatchEvent, TurnId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Client, type ConnectionStore, type Failure, readFailure } from "../../client.ts";
import { follow } from "../../feed/follow.ts";
import { createBatch, type RequestFrame } from "../../feed/frames.ts";
import { firstItem, foldPage, foldThread, type OpenThread, resumeFrom } from "./fold.ts";

export type OpenThreadStore = Pick<StoreApi<OpenThread>, "getState" | "subscribe">;

/** The threads this window shows, each with a store of its own, so that one that streams wakes nobody else. */
export interface OpenThreads {
  /** The thread's store; it is watched while someone holds it. */
  readonly store: (threadId: ThreadId) => OpenThreadStore;
  /** Starts or keeps the watch; the answer lets go of it. */
  readonly hold: (threadId: ThreadId) => () => void;
  /** Reads the page before the first loaded item, of so many items. Answers with what went wrong, if anything. */
  readonly loadEarlier: (threadId: ThreadId, limit?: number) => Promise<Failure | undefined>;
  /** Reads back until an item is there. Answers with what went wrong, if anything; an item that is gone is none. */
  readonly loadUntil: (
    threadId: ThreadId,
    item: { readonly turnId: TurnId; readonly itemId: ItemId },
  ) => Promise<Failure | undefined>;
  /** Drops everything held of a thread, when it was deleted. */
  readonly forget: (threadId: ThreadId) => void;
}

interface Held {
  readonly store: StoreApi<OpenThread>;
  holders: number;
  watch?: AbortController;
  loading?: Promise<Failure | undefined>;
}

/** Threads that nobody shows stay in memory up to this many, to be there at once when turned back to. */
const KEPT = 6;
/** Items of a page on the way to one that may be far back. */
const FAR_PAGE = 2_000;

export function createOpenThreads(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly requestFrame: RequestFrame;
}): OpenThreads {
  const { client, connection, requestFrame } = context;
  /** In the order they were last let go of. */
  const held = new Map<ThreadId, Held>();

  const of = (threadId: ThreadId): Held => {
    const known = held.get(threadId);
    if (known !== undefined) return known;
    const made: Held = { store: createStore<OpenThread>(() => ({ state: "loading" })), holders: 0 };
    held.set(threadId, made);
    return made;
  };

  const watch = (threadId: ThreadId, thread: Held, signal: AbortSignal) => {
    const batch = createBatch<ThreadWatchEvent>(requestFrame, (events) => {
      thread.store.setState(events.reduce(foldThread, thread.store.getState()), true);
    });
    let fresh = false; // the host asked for a new snapshot
    void follow<ThreadWatchEvent>({
      connection,
      signal,
      open: (signal) => {
        batch.flush();
        const after = fresh ? undefined : resumeFrom(thread.store.getState());
        fresh = false;
        return client.threads.watch({ threadId, after }, { signal });
      },
      onEvent(event) {
        if (event.type === "resync") fresh = true;
        else batch.push(event);
        // The first picture is drawn at once; only what streams waits for its frame.
        if (event.type === "snapshot") batch.flush();
      },
      onRefused(failure) {
        batch.flush();
        const now = thread.store.getState();
        thread.store.setState(
          now.state === "ready" ? { ...now, refused: failure } : { state: "refused", failure },
          true,
        );
      },
    });
  };

  const prune = () => {
    const idle = [...held].filter(([, thread]) => thread.holders === 0);
    for (const [threadId] of idle.slice(0, Math.max(0, idle.length - KEPT))) held.delete(threadId);
  };

  return {
    store: (threadId) => of(threadId).store,
    hold(threadId) {
      const thread = of(threadId);
      thread.holders += 1;
      if (thread.holders === 1) {
        thread.watch = new AbortController();
        watch(threadId, thread, thread.watch.signal);
      }
      let letGo = false;
      return () => {
        if (letGo) return;
        letGo = true;
        thread.holders -= 1;
        if (thread.holders > 0) return;
        thread.watch?.abort();
        if (held.get(threadId) !== thread) return;
        held.delete(threadId);
        held.set(threadId, thread);
        prune();
      };
    },
    loadEarlier(threadId, limit) {
      const thread = of(threadId);
      thread.loading ??= readEarlier(client, thread.store, { threadId, limit }).finally(
        () => (thread.loading = undefined),
      );
      return thread.loading;
    },
    async loadUntil(threadId, { turnId, itemId }) {
      const thread = of(threadId);
      const here = () => holds(thread.store.getState(), turnId, itemId);
      await ready(thread.store);
      for (let first = firstItem(thread.store.getState()); first !== undefined && !here(); ) {
        await thread.loading;
        const failure = await readEarlier(client, thread.store, { threadId, limit: FAR_PAGE });
        const next = firstItem(thread.store.getState());
        if (failure !== undefined || next?.before === first.before) return failure;
        first = next;
      }
      return undefined;
    },
    forget(threadId) {
      const thread = held.get(threadId);
      thread?.watch?.abort();
      held.delete(threadId);
    },
  };
}

const holds = (open: OpenThread, turnId: TurnId, itemId: ItemId): boolean =>
  open.state === "ready" &&
  open.thread.turns.some((turn) => turn.id === turnId && turn.items.some(({ id }) => id === itemId));

/** Settles when the thread's first picture is there, or refused. */
function ready(store: StoreApi<OpenThread>): Promise<void> {
  return new Promise((resolve) => {
    if (store.getState().state !== "loading") return resolve();
    const stop = store.subscribe(({ state }) => {
      if (state === "loading") return;
      stop();
      resolve();
    });
  });
}

async function readEarlier(
  client: Client,
  store: StoreApi<OpenThread>,
  { threadId, limit }: { readonly threadId: ThreadId; readonly limit: number | undefined },
): Promise<Failure | undefined> {
  const first = firstItem(store.getState());
  if (first === undefined) return undefined;
  try {
    const page = await client.threads.earlier({ threadId, ...first, limit });
    store.setState(foldPage(store.getState(), first.before, page), true);
    return undefined;
  } catch (error) {
    return readFailure(error);
  }
}
