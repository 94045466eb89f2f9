import { type ItemId, lastItems, type Thread, type ThreadId, type Turn, type TurnId } from "@flightdeck/contract";

/** Some turns of a thread, the first of them perhaps without its beginning. */
export interface TurnPage {
  readonly turns: readonly Turn[];
  readonly earlierTurns: number;
}

/** What a page is read from. */
interface Source {
  /** The place of the turn that the page ends at; undefined when it is gone. */
  readonly number: number | undefined;
  readonly ids: readonly TurnId[];
  readonly turn: (threadId: ThreadId, turnId: TurnId) => Turn | undefined;
}

/** The newest `limit` items before an item of a turn, or before the turn itself. */
export function pageBefore(
  { number, ids, turn }: Source,
  { threadId, turnId, before }: { readonly threadId: ThreadId; readonly turnId: TurnId; readonly before?: ItemId },
  limit: number,
): TurnPage {
  if (number === undefined) return { turns: [], earlierTurns: 0 };
  const cut = before === undefined ? undefined : itemsBefore(turn(threadId, turnId), before);
  const turns = cut === undefined ? [] : [cut];
  let room = limit - (cut === undefined ? 0 : Math.max(1, cut.items.length));
  let first = number;
  while (first > 0 && room > 0) {
    first -= 1;
    const id = ids[first];
    const found = id === undefined ? undefined : turn(threadId, id);
    if (found === undefined) continue;
    turns.unshift(found);
    room -= Math.max(1, found.items.length);
  }
  const page = lastItems({ turns, earlierTurns: first } as unknown as Thread, limit); // nothing else of it is looked at
  return { turns: page.turns, earlierTurns: page.earlierTurns };
}

function itemsBefore(turn: Turn | undefined, before: ItemId): Turn | undefined {
  const at = turn?.items.findIndex(({ id }) => id === before) ?? -1;
  return turn === undefined || at < 0 ? undefined : { ...turn, items: turn.items.slice(0, at) };
}
