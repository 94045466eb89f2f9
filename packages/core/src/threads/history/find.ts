import { setImmediate as breathe } from "node:timers/promises";
import { countOf, type FoundItem, type FoundText, itemText, type ThreadId, type Turn } from "@flightdeck/contract";
import type { HistoryContext } from "./context.ts";

/** So many items are told; who looks for more looks for a longer word. */
const MOST = 2_000;

/**
 * Where a thread has a text, item by item, the oldest first, the turns that are not in memory too. Turns whose events do
 * not have it are not read, and between two that are, others have their turn. Throws `thread_not_found`.
 */
export async function findInThread(
  { threads, log }: Pick<HistoryContext, "threads" | "log">,
  { threadId, text }: { readonly threadId: ThreadId; readonly text: string },
  signal: AbortSignal,
): Promise<FoundText> {
  const { thread } = threads.load(threadId);
  const mayHave = new Set(log.turnsWith(threadId, text));
  const items: FoundItem[] = [];
  for (const turnId of log.turns.ids(threadId)) {
    // What still streams is in memory alone.
    const held = thread.turns.find(({ id }) => id === turnId);
    const whole = held?.earlierItems === 0;
    if (!whole && !mayHave.has(turnId)) continue;
    const turn = whole ? held : log.turn(threadId, turnId);
    if (turn !== undefined) items.push(...foundIn(turn, text));
    if (items.length > MOST) break;
    if (whole) continue;
    await breathe();
    signal.throwIfAborted();
  }
  return { items: items.slice(0, MOST), more: items.length > MOST };
}

const foundIn = (turn: Turn, text: string): readonly FoundItem[] =>
  turn.items.flatMap((item) => {
    const count = itemText(item).reduce((sum, part) => sum + countOf(part, text), 0);
    return count === 0 ? [] : [{ turnId: turn.id, itemId: item.id, count }];
  });
