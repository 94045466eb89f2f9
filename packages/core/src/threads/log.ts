import {
  type ApprovalId,
  type Item,
  type ItemId,
  type LoggedEvent,
  type QuestionId,
  reduceThread,
  type Thread,
  ThreadEvent,
  type ThreadId,
  type ThreadRow,
  type Turn,
  type TurnId,
} from "@flightdeck/contract";
import type { PromptItem } from "../agent/index.ts";
import type { Journal } from "../attention/index.ts";
import { messageOf } from "../errors/index.ts";
import type { Search } from "../search/index.ts";
import type { Store } from "../store/index.ts";
import { forkLog } from "./history/forkLog.ts";
import { pageBefore, type TurnPage } from "./history/page.ts";
import { type NewTurn, readTurn, type TurnIndex, turnIndex } from "./history/turnIndex.ts";
import { happeningOf } from "./happenings.ts";
import { threadRow } from "./row.ts";

/** So many of its last events are read when a thread is opened, and those before them back to the beginning of a turn. */
const TAIL = 1_500;

/** A thread as its log tells it, with the place of the last event. A long one has its last turns only. */
export interface StoredThread {
  readonly thread: Thread;
  readonly seq: number;
}

/** What one step of a thread writes, all of it or nothing. */
export interface Entry {
  readonly threadId: ThreadId;
  /** The sequence number of the first event. */
  readonly seq: number;
  readonly events: readonly ThreadEvent[];
  /** The turns that begin among the events. */
  readonly turns?: readonly NewTurn[];
  readonly row: ThreadRow;
  /** What the model reads from now on behind the rest; with `replaces` instead of it: the prompt's next epoch begins. */
  readonly prompt?: { readonly turnId: TurnId; readonly items: readonly PromptItem[]; readonly replaces?: boolean };
  /** Changes that come first in the same write. */
  readonly before?: () => void;
  /** Plain rows that belong to the same step (a message's id, say). */
  readonly also?: (threadId: ThreadId) => void;
}

type ThreadStarted = Extract<ThreadEvent, { type: "thread.started" }>;

/** The statements of the append-only log, its rows for lists, and the prompts. */
export interface ThreadLog {
  append(entry: Entry): void;
  read(threadId: ThreadId): StoredThread | undefined;
  /** One turn, whole, however long ago it was. */
  turn(threadId: ThreadId, turnId: TurnId): Turn | undefined;
  /** The page of items before one of a turn, or before the turn. */
  earlier(threadId: ThreadId, from: { readonly turnId: TurnId; readonly before?: ItemId }, limit: number): TurnPage;
  /** The last turns before one, as many as a thread holds in memory. */
  tailBefore(threadId: ThreadId, turnId: TurnId): TurnPage;
  /** Turns whose events may have a text; none of the others does. */
  turnsWith(threadId: ThreadId, text: string): readonly TurnId[];
  /** Where the turns are. */
  readonly turns: TurnIndex;
  /** Takes turns from a number on, with what the model was told in them, out of the thread; their events stay. */
  removeTurns(threadId: ThreadId, from: number): void;
  /** Gives back the room of what the model was told in turns that are gone. */
  clearPrompt(threadId: ThreadId): Promise<void>;
  /**
   * Begins a thread with `first` and, behind it, the events and the prompt of another one's turns up to a number, as
   * they are now: all of it or nothing. What the other one spent is not this one's. Rejects with `turn_not_found` when
   * these turns are taken back meanwhile.
   */
  fork(fork: { readonly from: ThreadId; readonly upTo: number; readonly first: ThreadStarted }): Promise<StoredThread>;
  /** Events behind `after`, in order, at most `limit`; rows that do not parse come as `row.quarantined`. */
  events(threadId: ThreadId, after: number, limit?: number): LoggedEvent[];
  /** The items of a type that do not run, the newest first, read as far as they are looked at. */
  items<Type extends Item["type"]>(threadId: ThreadId, type: Type): Iterable<Extract<Item, { type: Type }>>;
  /** What the model reads: the newest epoch of the prompt. */
  prompt(threadId: ThreadId): PromptItem[];
  rows(): ThreadRow[];
  /** Remembers a client's message; false when it was sent before. */
  rememberMessage(threadId: ThreadId, messageId: string, at: number): boolean;
  hasMessage(threadId: ThreadId, messageId: string): boolean;
  /** Whether the model was told anything in that turn. */
  promptHasTurn(threadId: ThreadId, turnId: TurnId): boolean;
  /** Whether an approval or a question was answered before. */
  hasAnswer(threadId: ThreadId, id: ApprovalId | QuestionId): boolean;
  /** From the first moment on no later host knows the thread. */
  delete(threadId: ThreadId): Promise<void>;
}

export function threadLog(
  store: Store,
  { search, journal }: { readonly search: Pick<Search, "note" | "behind">; readonly journal: Pick<Journal, "note"> },
): ThreadLog {
  const { db } = store;
  const turns = turnIndex(db);
  const insertEvent = db.prepare<[string, number, number, string, string | null, string | null]>(
    "INSERT INTO thread_events (thread_id, seq, at, json, turn_id, item_type) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const selectItems = db.prepare<[{ threadId: string; type: string; before: number }], EventRow>(
    `SELECT seq, at, json FROM thread_events INDEXED BY thread_events_by_item
     WHERE thread_id = @threadId AND item_type = @type AND seq < @before
       AND EXISTS (SELECT 1 FROM thread_turns AS turn
         WHERE turn.thread_id = @threadId AND turn.turn_id = thread_events.turn_id)
     ORDER BY seq DESC LIMIT 40`,
  );
  // Without statistics SQLite would walk through the whole thread for the order.
  const selectTurnEvents = db.prepare<[string, string], EventRow>(
    `SELECT seq, at, json FROM thread_events INDEXED BY thread_events_by_turn
     WHERE thread_id = ? AND turn_id = ? ORDER BY seq`,
  );
  const selectPlanEvents = db.prepare<[{ threadId: string; turnId: string; after: number }], EventRow>(
    `SELECT seq, at, json FROM thread_events WHERE thread_id = @threadId AND seq > @after AND turn_id != @turnId
     AND instr(json, '"type":"plan"') > 0
     AND turn_id IN (SELECT turn_id FROM thread_turns WHERE thread_id = @threadId) ORDER BY seq`,
  );
  const selectLastPosition = db.prepare<[string], { position: number | null }>(
    "SELECT max(position) AS position FROM prompt_items WHERE thread_id = ?",
  );
  const markRemoved = db.prepare<[string, number]>(
    "INSERT INTO removed_prompts (thread_id, turn_id) SELECT thread_id, turn_id FROM thread_turns WHERE thread_id = ? AND number >= ?",
  );
  // What was said in turns that are gone may still be there for a while.
  const isThere = "turn_id NOT IN (SELECT turn_id FROM removed_prompts WHERE thread_id = @threadId)";
  // Epochs only grow with the position, so the last row has the newest.
  const selectEpoch = db.prepare<[{ threadId: string }], { epoch: number }>(
    `SELECT epoch FROM prompt_items WHERE thread_id = @threadId AND ${isThere} ORDER BY position DESC LIMIT 1`,
  );
  const insertPrompt = db.prepare<[string, number, number, string, string]>(
    "INSERT INTO prompt_items (thread_id, position, epoch, turn_id, json) VALUES (?, ?, ?, ?, ?)",
  );
  const putRow = db.prepare(
    `INSERT INTO threads (id, project_id, last_seq, row, archived, updated_at) VALUES (@id, @projectId, @seq, @row, @archived, @updatedAt)
     ON CONFLICT (id) DO UPDATE SET last_seq = @seq, row = @row, archived = @archived, updated_at = @updatedAt`,
  );
  const selectEvents = db.prepare<[string, number, number], EventRow>(
    "SELECT seq, at, json FROM thread_events WHERE thread_id = ? AND seq > ? ORDER BY seq LIMIT ?",
  );
  const selectPrompt = db.prepare<[{ threadId: string; epoch: number }], { json: string }>(
    `SELECT json FROM prompt_items WHERE thread_id = @threadId AND epoch = @epoch AND ${isThere} ORDER BY position`,
  );
  const selectRows = db.prepare<[], { id: ThreadId; row: string }>(
    "SELECT id, row FROM threads ORDER BY updated_at DESC",
  );
  const selectLastSeq = db.prepare<[string], { last_seq: number }>("SELECT last_seq FROM threads WHERE id = ?");
  const insertMessage = db.prepare<[string, string, number]>(
    "INSERT OR IGNORE INTO messages (thread_id, message_id, at) VALUES (?, ?, ?)",
  );
  const selectMessage = db.prepare<[string, string]>("SELECT 1 FROM messages WHERE thread_id = ? AND message_id = ?");
  const selectTurn = db.prepare<[string, string]>(
    "SELECT 1 FROM prompt_items WHERE thread_id = ? AND turn_id = ? LIMIT 1",
  );
  // lower() knows ASCII alone: other letters are left out of the comparison, as a place for any.
  const selectTurnsWith = db.prepare<[string, string], { turn_id: TurnId }>(
    `SELECT DISTINCT turn_id FROM thread_events
     WHERE thread_id = ? AND turn_id IS NOT NULL AND lower(json) LIKE ? ESCAPE '!'`,
  );
  const selectAnswer = db.prepare<[string, string]>(
    // As text: a row that does not parse must not matter here.
    `SELECT 1 FROM thread_events WHERE thread_id = ? AND instr(json, ?) > 0
     AND (instr(json, '"approval.resolved"') > 0 OR instr(json, '"question.answered"') > 0) LIMIT 1`,
  );

  const events = (threadId: ThreadId, after: number, limit = -1): LoggedEvent[] =>
    selectEvents.all(threadId, after, limit).map(parseRow);

  const fold = (threadId: ThreadId, from: { readonly thread?: Thread; readonly after: number }) => {
    let { thread, after: seq } = from;
    let begun: NewTurn[] = [];
    for (const event of events(threadId, from.after)) {
      if (event.type === "turn.started" && thread !== undefined)
        begun.push({ turnId: event.turnId, seq: event.seq ?? 0, head: thread });
      if (event.type === "thread.rolled_back") {
        const at = begun.findIndex(({ turnId }) => turnId === event.turnId);
        if (at >= 0) begun = begun.slice(0, at);
      }
      thread = reduceThread(thread, event);
      seq = event.seq ?? seq;
    }
    return { stored: thread === undefined ? undefined : { thread, seq }, begun };
  };

  const read = (threadId: ThreadId): StoredThread | undefined => {
    const lastSeq = selectLastSeq.get(threadId)?.last_seq ?? 0;
    const start = turns.newestBefore(threadId, lastSeq - TAIL);
    if (start !== undefined && start.number > 0)
      return fold(threadId, { thread: start.head, after: start.firstSeq - 1 }).stored;
    const { stored, begun } = fold(threadId, { after: 0 });
    // A thread of a version that kept no index, or one whose index an older version wrote.
    if (begun.length > 0 && !turns.isCurrent(threadId)) store.transaction(() => turns.rebuild(threadId, begun));
    return stored;
  };

  const turn = (threadId: ThreadId, turnId: TurnId): Turn | undefined => {
    const head = turns.head(threadId, turnId);
    if (head === undefined) return undefined;
    const own = selectTurnEvents.all(threadId, turnId).map(parseRow);
    const found = readTurn(head, own);
    const planned = found?.items.some((item) => item.type === "plan" && item.proposal?.state.startsWith("accepted"));
    if (!planned) return found;
    // Later turns tick off the steps of a plan where it stands.
    const later = selectPlanEvents.all({ threadId, turnId, after: own.at(-1)?.seq ?? 0 }).map(parseRow);
    return readTurn(head, [...own, ...later]);
  };

  /** All of a row but the size of the diff follows from the log. */
  const rowFromLog = (threadId: ThreadId): readonly ThreadRow[] => {
    const stored = read(threadId);
    return stored === undefined ? [] : [threadRow(stored.thread, { additions: 0, deletions: 0 })];
  };

  const epochOf = (threadId: ThreadId): number => selectEpoch.get({ threadId })?.epoch ?? 0;
  const addToPrompt = (threadId: ThreadId, { turnId, items, replaces }: NonNullable<Entry["prompt"]>): void => {
    const epoch = epochOf(threadId) + (replaces ? 1 : 0);
    let position = selectLastPosition.get(threadId)?.position ?? 0;
    for (const item of items) {
      position += 1;
      insertPrompt.run(threadId, position, epoch, turnId, JSON.stringify(item));
    }
  };
  const earlier: ThreadLog["earlier"] = (threadId, from, limit) =>
    pageBefore(
      { number: turns.number(threadId, from.turnId), ids: turns.ids(threadId), turn },
      { threadId, ...from },
      limit,
    );

  const forks = forkLog(store, turns);
  const fork: ThreadLog["fork"] = ({ from, upTo, first }) => {
    const { threadId } = first;
    const write = ({ thread, seq }: StoredThread) => {
      putRow.run(rowValues(threadRow(thread, { additions: 0, deletions: 0 }), seq));
    };
    return forks.copy({
      from,
      to: threadId,
      upTo,
      begin: () => {
        const thread = startThread(first);
        write({ thread, seq: 1 });
        insertEvent.run(threadId, 1, first.at, JSON.stringify(first), null, null);
        return thread;
      },
      finish: (seq) => {
        // The row says where the log ends, and reading it begins there.
        write({ thread: startThread(first), seq });
        const stored = read(threadId);
        if (stored === undefined) throw new RangeError("A fork begins with thread.started");
        write(stored);
        // Its turns may be many: they are read in the background.
        search.behind();
        return stored;
      },
    });
  };

  function* items<Type extends Item["type"]>(
    threadId: ThreadId,
    type: Type,
  ): Generator<Extract<Item, { type: Type }>, void, void> {
    const seen = new Set<ItemId>();
    let before = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const rows = selectItems.all({ threadId, type, before });
      for (const event of rows.map(parseRow)) {
        before = event.seq ?? before;
        if (!("item" in event) || !isOfType(event.item, type) || seen.has(event.item.id)) continue;
        seen.add(event.item.id);
        yield event.item;
      }
      if (rows.length === 0) return;
    }
  }

  return {
    append: ({ threadId, seq, events: added, turns: begun = [], row, prompt, before, also }) =>
      store.transaction(() => {
        before?.();
        // The row first: events refer to it.
        putRow.run(rowValues(row, seq + added.length - 1));
        added.forEach((event, index) => {
          insertEvent.run(threadId, seq + index, event.at, JSON.stringify(event), turnOf(event), itemTypeOf(event));
        });
        for (const event of added) {
          const happening = happeningOf(event);
          if (happening !== undefined) journal.note(threadId, happening);
        }
        for (const one of begun) turns.add(threadId, one);
        if (added.length > 0) {
          const numbered = added.map((event, index) => ({ seq: seq + index, event }));
          search.note(threadId, { after: seq - 1, upTo: seq + added.length - 1, events: numbered });
        }
        if (prompt !== undefined) addToPrompt(threadId, prompt);
        also?.(threadId);
      }),
    read,
    turn,
    earlier,
    tailBefore: (threadId, turnId) => earlier(threadId, { turnId }, TAIL),
    turnsWith: (threadId, text) => selectTurnsWith.all(threadId, likeJson(text)).map(({ turn_id }) => turn_id),
    turns,
    removeTurns: (threadId, from) => {
      markRemoved.run(threadId, from);
      turns.removeFrom(threadId, from);
    },
    clearPrompt: forks.clearPrompt,
    fork,
    events,
    items,
    prompt: (threadId) =>
      selectPrompt.all({ threadId, epoch: epochOf(threadId) }).flatMap(({ json }) => written<PromptItem>(json) ?? []),
    rows: () => selectRows.all().flatMap(({ id, row }) => written<ThreadRow>(row) ?? rowFromLog(id)),
    rememberMessage: (threadId, messageId, at) => insertMessage.run(threadId, messageId, at).changes === 1,
    hasMessage: (threadId, messageId) => selectMessage.get(threadId, messageId) !== undefined,
    promptHasTurn: (threadId, turnId) => selectTurn.get(threadId, turnId) !== undefined,
    hasAnswer: (threadId, id) => selectAnswer.get(threadId, id) !== undefined,
    delete: forks.delete,
  };
}

const rowValues = (row: ThreadRow, seq: number) => ({
  id: row.id,
  projectId: row.projectId,
  seq,
  row: JSON.stringify(row),
  archived: row.archived ? 1 : 0,
  updatedAt: row.updatedAt,
});

function startThread(first: ThreadStarted): Thread {
  const thread = reduceThread(undefined, first);
  if (thread === undefined) throw new RangeError("thread.started begins a thread");
  return thread;
}

/** A pattern that matches every JSON with the text in it, written as JSON writes it, in any case. */
const likeJson = (text: string): string =>
  `%${JSON.stringify(text)
    .slice(1, -1)
    .toLowerCase()
    .replace(/[%_!]/g, "!$&")
    .replace(/[^\u0020-\u007f]+/g, "%")}%`;

interface EventRow {
  readonly seq: number;
  readonly at: number;
  readonly json: string;
}

/** The turn that an event tells of. */
const turnOf = (event: ThreadEvent): TurnId | null =>
  "turnId" in event && event.type !== "thread.rolled_back" ? event.turnId : null;

/** The type of an item that the event shows as it stays. */
const itemTypeOf = (event: ThreadEvent): Item["type"] | null =>
  "item" in event && event.item.status !== "running" ? event.item.type : null;

const isOfType = <Type extends Item["type"]>(item: Item, type: Type): item is Extract<Item, { type: Type }> =>
  item.type === type;

/** What `append` wrote, unless the disk gave back something else: one bad row must not cost the others. */
function written<T>(json: string): T | undefined {
  try {
    return JSON.parse(json) as T;
  } catch {
    return undefined;
  }
}

/** A row that does not parse is shown and never fatal: one bad row must not cost the thread. */
function parseRow({ seq, at, json }: EventRow): LoggedEvent {
  let reason: string;
  try {
    const parsed = ThreadEvent.safeParse(JSON.parse(json));
    if (parsed.success) return { ...parsed.data, seq };
    reason = parsed.error.issues[0]?.message ?? "unknown event";
  } catch (error) {
    reason = messageOf(error);
  }
  return { type: "row.quarantined", at, seq, reason };
}
