import type { CommentId, Thread, Turn, TurnName } from "@flightdeck/contract";
import { changedIn } from "./anchors.ts";
import type { CommentRow } from "./rows.ts";
import { answersIn } from "./words.ts";

type Found = ReadonlyMap<CommentId, Partial<Pick<CommentRow, "addressed" | "answer" | "checkedTurn">>>;

/**
 * What the turns since brought for comments that were sent: whether their lines changed, and what the agent said to them.
 * Only turns in memory are looked at: older ones were when they ended.
 */
export async function followUp(
  { turns, earlierTurns }: Thread,
  rows: readonly CommentRow[],
  root: () => string,
): Promise<Found> {
  const found = new Map<CommentId, Partial<CommentRow>>();
  const put = (id: CommentId, fields: Partial<CommentRow>) => found.set(id, { ...found.get(id), ...fields });
  const numberOf = (id: string): number => turns.findIndex((turn) => turn.id === id);
  for (const [index, turn] of turns.entries()) {
    if (turn.outcome === "running") continue;
    const name: TurnName = { id: turn.id, number: earlierTurns + index + 1 };
    const heard = rows.filter((row) => row.turn !== undefined && numberOf(row.turn.id) <= index);
    for (const [id, answer] of answered(turn, name, heard)) put(id, { answer });
    const { before, after } = turn.checkpoints;
    if (after === undefined) continue;
    const open = heard.filter((row) => {
      const { addressed, checkedTurn } = { ...row, ...found.get(row.id) };
      if (addressed !== undefined || row.baseline === undefined) return false;
      return checkedTurn === undefined || numberOf(checkedTurn) < index;
    });
    if (open.length === 0) continue;
    const changed = before === after ? new Set<CommentId>() : await changedIn(root(), after, open);
    for (const { id } of open)
      put(id, changed.has(id) ? { addressed: name, checkedTurn: turn.id } : { checkedTurn: turn.id });
  }
  return found;
}

/** The last word of a turn on each comment that it had heard of. */
function answered(turn: Turn, name: TurnName, rows: readonly CommentRow[]) {
  const answers: [CommentId, NonNullable<CommentRow["answer"]>][] = [];
  for (const item of turn.items) {
    if (item.type !== "agent_message") continue;
    for (const [number, text] of answersIn(item.text)) {
      const row = rows.find((one) => one.number === number);
      const at = item.endedAt ?? item.startedAt;
      if (row !== undefined && (row.answer === undefined || row.answer.at < at))
        answers.push([row.id, { turn: name, at, text }]);
    }
  }
  return answers;
}
