import {
  type LoggedEvent,
  reduceThread,
  type Thread,
  ThreadEvent,
  type ThreadId,
  type Turn,
  type TurnId,
} from "@flightdeck/contract";
import type Database from "better-sqlite3";
import type { ToldTurn } from "./turnStates.ts";

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
  /** Every turn with its checkpoints and its message's first words, the oldest first. */
  told(threadId: ThreadId): readonly ToldTurn[];
}

/** So much of a message is told. */
const WORDS = 120;

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
  const selectTold = db.prepare<[string], { number: number; turn_id: TurnId; json: string }>(
    `SELECT turn.number, turn.turn_id, event.json FROM thread_turns AS turn
     JOIN thread_events AS event INDEXED BY thread_events_by_turn
       ON event.thread_id = turn.thread_id AND event.turn_id = turn.turn_id
     WHERE turn.thread_id = ? AND (event.item_type = 'user_message' OR event.item_type IS NULL AND (
       instr(event.json, '"checkpoint.made"') > 0 OR instr(event.json, '"turn.started"') > 0))
     ORDER BY turn.number, event.seq`,
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

  const told = (threadId: ThreadId): readonly ToldTurn[] => {
    const turns: { -readonly [Key in keyof ToldTurn]: ToldTurn[Key] }[] = [];
    for (const { number, turn_id: turnId, json } of selectTold.all(threadId)) {
      if (turns.at(-1)?.turnId !== turnId) turns.push({ turnId, number: number + 1, startedAt: 0, text: "" });
      const turn = turns.at(-1);
      const event = readEvent(json);
      if (turn === undefined || event === undefined) continue;
      if (event.type === "turn.started") turn.startedAt = event.at;
      else if (event.type === "checkpoint.made") turn[event.when] = event.commit;
      else if (turn.text === "" && "item" in event && event.item.type === "user_message")
        turn.text = event.item.text.trim().slice(0, WORDS);
    }
    // A turn that was cut off left what the next one began with.
    return turns.map((turn, at) => ({ ...turn, ...withAfter(turn.after ?? turns[at + 1]?.before) }));
  };

  return {
    add,
    told,
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

const withAfter = (after: string | undefined) => (after === undefined ? {} : { after });

/** What does not parse is told elsewhere. */
function readEvent(json: string): ThreadEvent | undefined {
  try {
    return ThreadEvent.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
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
