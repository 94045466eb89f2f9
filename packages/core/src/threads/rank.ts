import { compareThreads, type ThreadId, threadRank, type ThreadRow } from "@flightdeck/contract";

/** How far above or below the next one a thread comes at an end: so little that a newer thread still comes on top. */
const STEP = 1;

/**
 * The ranks that put a thread directly above another of its list, or at the list's end: its own alone, as long as there
 * is a number between its neighbours; else those above are pushed up, as far as it takes.
 */
export function ranksToMove(
  list: readonly ThreadRow[],
  threadId: ThreadId,
  before: ThreadId | undefined,
): ReadonlyMap<ThreadId, number> {
  const others = list.filter(({ id }) => id !== threadId).sort(compareThreads);
  const index = others.findIndex(({ id }) => id === before);
  const at = index < 0 ? others.length : index;
  const [above, below] = [others[at - 1], others[at]];
  if (above === undefined && below === undefined) return new Map();
  const low = below === undefined ? threadRank(above as ThreadRow) - 2 * STEP : threadRank(below); // one of them is there
  const high = above === undefined ? low + 2 * STEP : threadRank(above);
  const middle = low + (high - low) / 2;
  if (low < middle && middle < high) return new Map([[threadId, middle]]);
  const ranks = new Map([[threadId, low + STEP]]);
  let last = low + STEP;
  for (const row of others.slice(0, at).reverse()) {
    if (threadRank(row) > last) break;
    last += STEP;
    ranks.set(row.id, last);
  }
  return ranks;
}
