import {
  type LoggedEvent,
  reduceThread,
  type Thread,
  type ThreadId,
  type Turn,
  type TurnId,
} from "@flightdeck/contract";
import type Database from "better-sqlite3";

/** Counts up whenever the state of a thread gains or loses something: heads of another version are made anew. */
const HEAD_VERSION = 1;

/** A turn that begins: the place of its first event, and the thread as it was before it. */
export interface NewTurn {
  readonly turnId: TurnId;
  readonly seq: number;
  readonly head: Thread;
}

export interface IndexedTurn {
  readonly number: number;
  readonly firstSeq: number;
  /** The thread before it, without its turns; `earlierTurns` counts them. */
  readonly head: Thread;
}

/** The turns that threads have now, in their order, counted from 0. Everything in it follows from the log. */
export interface TurnIndex {
  add(threadId: ThreadId, turn: NewTurn): void;
  /** Puts the turns of a whole log in the place of what is there. */
  rebuild(threadId: ThreadId, turns: readonly NewTurn[]): void;
  /** False when the thread has no turns on record, or such of another version. */
  isCurrent(threadId: ThreadId): boolean;
  number(threadId: ThreadId, turnId: TurnId): number | undefined;
  /** All turns, the oldest first. */
  ids(threadId: ThreadId): readonly TurnId[];
  head(threadId: ThreadId, turnId: TurnId): Thread | undefined;
  /** The last turn that begins at or before a place of the log. */
  newestBefore(threadId: ThreadId, seq: number): IndexedTurn | undefined;
  removeFrom(threadId: ThreadId, number: number): void;
}

interface Row {
  readonly number: number;
  readonly first_seq: number;
  readonly head: string;
}

export function turnIndex(db: Database.Database): TurnIndex {
  const insert = db.prepare(
    `INSERT INTO thread_turns (thread_id, number, turn_id, first_seq, head)
     VALUES (@threadId, (SELECT coalesce(max(number), -1) + 1 FROM thread_turns WHERE thread_id = @threadId), @turnId, @seq, @head)`,
  );
  const selectLast = db.prepare<[string], Row>(
    "SELECT number, first_seq, head FROM thread_turns WHERE thread_id = ? ORDER BY number DESC LIMIT 1",
  );
  const selectBefore = db.prepare<[string, number], Row>(
    "SELECT number, first_seq, head FROM thread_turns WHERE thread_id = ? AND first_seq <= ? ORDER BY number DESC LIMIT 1",
  );
  const selectOne = db.prepare<[string, string], Row>(
    "SELECT number, first_seq, head FROM thread_turns WHERE thread_id = ? AND turn_id = ?",
  );
  const selectNumber = db.prepare<[string, string], { number: number }>(
    "SELECT number FROM thread_turns WHERE thread_id = ? AND turn_id = ?",
  );
  const selectIds = db.prepare<[string], { turn_id: TurnId }>(
    "SELECT turn_id FROM thread_turns WHERE thread_id = ? ORDER BY number",
  );
  const remove = db.prepare<[string, number]>("DELETE FROM thread_turns WHERE thread_id = ? AND number >= ?");

  const add = (threadId: ThreadId, { turnId, seq, head }: NewTurn): void => {
    insert.run({
      threadId,
      turnId,
      seq,
      head: JSON.stringify({ version: HEAD_VERSION, thread: { ...head, turns: [] } }),
    });
  };
  const index = (row: Row | undefined): IndexedTurn | undefined => {
    const head = row && readHead(row.head);
    return row && head && { number: row.number, firstSeq: row.first_seq, head: { ...head, earlierTurns: row.number } };
  };

  return {
    add,
    rebuild: (threadId, turns) => {
      remove.run(threadId, 0);
      for (const turn of turns) add(threadId, turn);
    },
    isCurrent: (threadId) => index(selectLast.get(threadId)) !== undefined,
    number: (threadId, turnId) => selectNumber.get(threadId, turnId)?.number,
    ids: (threadId) => selectIds.all(threadId).map(({ turn_id }) => turn_id),
    head: (threadId, turnId) => index(selectOne.get(threadId, turnId))?.head,
    newestBefore: (threadId, seq) => index(selectBefore.get(threadId, seq)),
    removeFrom: (threadId, number) => {
      remove.run(threadId, number);
    },
  };
}

function readHead(json: string): Thread | undefined {
  try {
    const { version, thread } = JSON.parse(json) as { version: number; thread: Thread }; // `add` wrote it
    return version === HEAD_VERSION ? thread : undefined;
  } catch {
    return undefined;
  }
}

/** One turn from its own events, wherever in the log they are: its second checkpoint may come after the next turn's start. */
export function readTurn(head: Thread, events: readonly LoggedEvent[]): Turn | undefined {
  return events.reduce<Thread | undefined>(reduceThread, head)?.turns[0];
}
