import type { ItemId, Thread, ThreadId } from "@flightdeck/contract";
import { createContext, useContext } from "react";
import { useApp, useSelectSame } from "../../app.tsx";

const none: ReadonlySet<ItemId> = new Set();
const Waiting = createContext(none);

/** Gives the cards below which items the person has not allowed yet. */
export const WaitingProvider = Waiting.Provider;

/** Whether an item stands still until the person answers. */
export function useWaiting(item: ItemId | undefined): boolean {
  const items = useContext(Waiting);
  return item !== undefined && items.has(item);
}

const read = (thread: Thread): ReadonlySet<ItemId> =>
  thread.approvals.length === 0 ? none : new Set(thread.approvals.map(({ itemId }) => itemId));

const same = (a: ReadonlySet<ItemId>, b: ReadonlySet<ItemId>): boolean =>
  a.size === b.size && [...a].every((item) => b.has(item));

/** The items of a thread that wait for an answer; the same set until another one waits. */
export function useWaitingItems(threadId: ThreadId): ReadonlySet<ItemId> {
  const { threads } = useApp();
  return useSelectSame(threads.store(threadId), (open) => (open.state === "ready" ? read(open.thread) : none), same);
}
