import {
  type ItemId,
  type LoggedEvent,
  prependTurns,
  reduceThread,
  type Thread,
  type ThreadWatchEvent,
  type TurnId,
} from "@flightdeck/contract";
import type { Failure } from "../../client.ts";

/** One thread as this window holds it. */
export type OpenThread =
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly thread: Thread; readonly seq: number; readonly refused?: Failure }
  | { readonly state: "refused"; readonly failure: Failure };

/** The state after what a watch said. `resync` changes nothing: the watch opens again and brings a snapshot. */
export function foldThread(open: OpenThread, event: ThreadWatchEvent): OpenThread {
  switch (event.type) {
    case "snapshot":
      return {
        state: "ready",
        seq: event.seq,
        thread: open.state === "ready" ? keepEarlier(open.thread, event.thread) : event.thread,
      };
    case "events":
      return open.state === "ready" ? event.events.reduce(foldEvent, open) : open;
    case "resync":
      return open;
  }
}

type Ready = Extract<OpenThread, { state: "ready" }>;

function foldEvent(open: Ready, event: LoggedEvent): Ready {
  // What a resumed watch says again is known already.
  if (event.seq !== undefined && event.seq <= open.seq) return open;
  const thread = reduceThread(open.thread, event) ?? open.thread;
  return { ...open, thread, seq: event.seq ?? open.seq };
}

/** A snapshot holds the last items only; the pages that were read before it stay. */
function keepEarlier(held: Thread, snapshot: Thread): Thread {
  const head = snapshot.turns[0];
  const index = head === undefined ? -1 : held.turns.findIndex((turn) => turn.id === head.id);
  const known = held.turns[index];
  if (head === undefined || known === undefined) return snapshot;
  const first = head.items[0];
  const cut = first === undefined ? 0 : known.items.findIndex((item) => item.id === first.id);
  if (cut < 0 || known.earlierItems > head.earlierItems) return snapshot;
  const page = [...held.turns.slice(0, index), { ...known, items: known.items.slice(0, cut) }];
  return prependTurns(snapshot, page, held.earlierTurns);
}

/** The item before which the next page is read, with its turn. */
export function firstItem(open: OpenThread): { readonly turnId: TurnId; readonly before: ItemId } | undefined {
  const turn = open.state === "ready" ? open.thread.turns.find(({ items }) => items.length > 0) : undefined;
  const item = turn?.items[0];
  return turn && item && { turnId: turn.id, before: item.id };
}

/** Puts a page in front of the item it was read before. A snapshot that came meanwhile may begin elsewhere: then it is dropped. */
export function foldPage(open: OpenThread, before: ItemId, page: Pick<Thread, "turns" | "earlierTurns">): OpenThread {
  if (open.state !== "ready" || firstItem(open)?.before !== before) return open;
  return { ...open, thread: prependTurns(open.thread, page.turns, page.earlierTurns) };
}

/** Where a watch may go on: while something streams only a snapshot has what was missed of it. */
export function resumeFrom(open: OpenThread): number | undefined {
  if (open.state !== "ready") return undefined;
  const streaming = open.thread.turns.at(-1)?.items.some((item) => item.status === "running") ?? false;
  return streaming ? undefined : open.seq;
}
