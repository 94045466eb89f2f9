import type { Item, Thread, Turn } from "@flightdeck/contract";

/** What stays in memory of a thread that goes on for days: its last turns, up to so many items or characters. */
const ITEMS = 500;
const CHARACTERS = 4_000_000;
/** A single turn may grow to so many items before its beginning goes. */
const LONGEST_TURN = 2 * ITEMS;

/** The thread with its last turns; the last one always, from its end, and nothing that still moves is cut off. */
export function keepTail(thread: Thread): Thread {
  let items = 0;
  let characters = 0;
  let first = thread.turns.length;
  while (first > 0) {
    const turn = thread.turns[first - 1];
    if (turn === undefined) break;
    items += turn.items.length;
    characters += turn.items.reduce((sum, item) => sum + weight(item), 0);
    if (first < thread.turns.length && (items > ITEMS || characters > CHARACTERS)) break;
    first -= 1;
  }
  const last = thread.turns.at(-1);
  const long = last !== undefined && last.items.length > LONGEST_TURN;
  if (first === 0 && !long) return thread;
  const turns = long ? thread.turns.slice(first).with(-1, cutTurn(last)) : thread.turns.slice(first);
  return { ...thread, turns, earlierTurns: thread.earlierTurns + first };
}

/** Whether a turn has grown so long that its beginning should go. */
export const isLong = (turn: Turn | undefined): boolean => (turn?.items.length ?? 0) > LONGEST_TURN;

/** Later events put an item over the one with its id: what may still change must stay. */
function cutTurn(turn: Turn): Turn {
  const moving = turn.items.findIndex(
    (item) => item.status === "running" || (item.type === "plan" && item.proposal?.state === "open"),
  );
  const cut = Math.min(turn.items.length - ITEMS, moving < 0 ? turn.items.length : moving);
  return { ...turn, items: turn.items.slice(cut), earlierItems: turn.earlierItems + cut };
}

/** About how many characters an item holds; the small ones count a little too. */
function weight(item: Item): number {
  switch (item.type) {
    case "user_message":
    case "agent_message":
    case "reasoning":
      return 200 + item.text.length;
    case "command":
    case "tool_call":
      return 200 + item.output.length;
    case "file_change":
      return item.changes.reduce((sum, { diff }) => sum + diff.length, 200);
    case "plan":
      return 1_000 + (item.proposal?.text.length ?? 0);
    case "question":
    case "compaction":
    case "review":
    case "error":
      return 1_000;
  }
}
