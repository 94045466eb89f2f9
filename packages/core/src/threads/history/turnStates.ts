import type { Turn, TurnId } from "@flightdeck/contract";
import type { ThreadLog } from "../log.ts";
import type { OpenThread } from "../openThread.ts";

/** The files around one turn, as checkpoints; without `after` it runs, or nothing kept what it left. */
export interface TurnStates {
  readonly turnId: TurnId;
  /** Counted from 1. */
  readonly number: number;
  readonly before?: string;
  readonly after?: string;
}

/** A turn with its checkpoints and how its message begins. */
export interface ToldTurn extends TurnStates {
  readonly startedAt: number;
  readonly text: string;
}

/** The states around any turn of a thread; undefined when it has no such turn. */
export function turnStates(log: ThreadLog, { thread }: OpenThread, turnId: TurnId): TurnStates | undefined {
  const ids = log.turns.ids(thread.id);
  const number = ids.indexOf(turnId);
  if (number < 0) return undefined;
  const turnAt = (at: number): Turn | undefined => {
    const id = ids[at];
    if (id === undefined) return undefined;
    return thread.turns.find((turn) => turn.id === id) ?? log.turn(thread.id, id);
  };
  const { before, after } = turnAt(number)?.checkpoints ?? {};
  // A turn that was cut off left what the next one began with.
  const left = after ?? turnAt(number + 1)?.checkpoints.before;
  return { turnId, number: number + 1, ...(before && { before }), ...(left && { after: left }) };
}
