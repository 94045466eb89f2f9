import type { TurnId } from "@flightdeck/contract";
import type { OpenThread } from "./openThread.ts";
import { isWork } from "./turn.ts";

type When = "before" | "after";

interface Needs {
  /** Saves the state of the thread's folder; undefined where it cannot be saved (no repository). */
  readonly save: (open: OpenThread, turnId: TurnId, when: When) => Promise<string | undefined>;
  readonly now: () => number;
  /** When the host closes, nothing of it is kept any more. */
  readonly closing: AbortSignal;
}

export interface TurnCheckpoints {
  before(open: OpenThread, turnId: TurnId): Promise<void>;
  after(open: OpenThread, turnId: TurnId): Promise<void>;
}

/** The states of a folder on both sides of a turn, kept in its thread. Rejects with what keeps them from being saved. */
export function turnCheckpoints({ save, now, closing }: Needs): TurnCheckpoints {
  const keep = (open: OpenThread, turnId: TurnId, when: When, commit: string): void => {
    if (!closing.aborted) open.commit([{ type: "checkpoint.made", turnId, when, commit, at: now() }]);
  };
  const make = async (open: OpenThread, turnId: TurnId, when: When): Promise<void> => {
    const commit = await save(open, turnId, when);
    if (commit !== undefined) keep(open, turnId, when, commit);
  };
  return {
    before: (open, turnId) => make(open, turnId, "before"),
    after: async (open, turnId) => {
      const turn = open.thread.turns.findLast(({ id }) => id === turnId);
      const before = turn?.checkpoints.before;
      // A turn of words alone left the folder as it was.
      if (turn?.items.some(isWork) === false && before !== undefined) keep(open, turnId, "after", before);
      else await make(open, turnId, "after");
    },
  };
}
