import {
  type CommentId,
  CommentLines,
  type CommentState,
  DiffScope,
  type MessageId,
  type ReviewComment,
  type ThreadId,
  type TurnId,
} from "@flightdeck/contract";
import { z } from "zod";
import type { Store } from "../store/index.ts";

/** Lines of a file in a tree that is kept for them. */
export const Kept = z.object({ tree: z.string(), path: z.string(), lines: CommentLines, exact: z.boolean() });
export type Kept = z.infer<typeof Kept>;

/** A comment with what only the host needs of it. */
export interface CommentRow extends ReviewComment {
  readonly threadId: ThreadId;
  /** Where its lines were found; `exact` unless what the person saw was gone by then. Undefined until it was looked for. */
  readonly anchor?: Kept;
  /** The same when it was sent: what the agent changes is seen against it. */
  readonly baseline?: Kept;
  readonly messageId?: MessageId;
  /** The last turn whose changes were compared with its lines. */
  readonly checkedTurn?: TurnId;
}

const Turn = z.object({ id: z.string(), number: z.number() });
const Answer = z.object({ turn: Turn, at: z.number(), text: z.string() });

interface StoredRow {
  readonly id: CommentId;
  readonly thread_id: ThreadId;
  readonly made_at: number;
  readonly scope: string;
  readonly path: string;
  readonly side: "old" | "new";
  readonly first_line: number;
  readonly last_line: number;
  readonly quote: string;
  readonly text: string;
  readonly state: CommentState;
  readonly number: number | null;
  readonly message_id: MessageId | null;
  readonly sent_at: number | null;
  readonly turn: string | null;
  readonly anchor: string | null;
  readonly baseline: string | null;
  readonly checked_turn: TurnId | null;
  readonly addressed: string | null;
  readonly answer: string | null;
  readonly resolved_at: number | null;
}

/** The comments of all threads, as the database has them. */
export interface CommentRows {
  /** The oldest first. */
  list(threadId: ThreadId): readonly CommentRow[];
  get(threadId: ThreadId, id: CommentId): CommentRow | undefined;
  /** Whether the thread has any that were sent: asked at each event that could concern them. */
  anySent(threadId: ThreadId): boolean;
  nextNumber(threadId: ThreadId): number;
  put(row: CommentRow): void;
  delete(threadId: ThreadId, id: CommentId): void;
}

export function commentRows({ db }: Store): CommentRows {
  const all = db.prepare<[string], StoredRow>("SELECT * FROM comments WHERE thread_id = ? ORDER BY made_at, id");
  const one = db.prepare<[string, string], StoredRow>("SELECT * FROM comments WHERE thread_id = ? AND id = ?");
  const sent = db.prepare<[string]>("SELECT 1 FROM comments WHERE thread_id = ? AND message_id IS NOT NULL LIMIT 1");
  const highest = db.prepare<[string], { number: number | null }>(
    "SELECT max(number) AS number FROM comments WHERE thread_id = ?",
  );
  const put = db.prepare<[StoredRow]>(
    `INSERT OR REPLACE INTO comments (id, thread_id, made_at, scope, path, side, first_line, last_line, quote, text, state,
       number, message_id, sent_at, turn, anchor, baseline, checked_turn, addressed, answer, resolved_at)
     VALUES (@id, @thread_id, @made_at, @scope, @path, @side, @first_line, @last_line, @quote, @text, @state,
       @number, @message_id, @sent_at, @turn, @anchor, @baseline, @checked_turn, @addressed, @answer, @resolved_at)`,
  );
  const remove = db.prepare<[string, string]>("DELETE FROM comments WHERE thread_id = ? AND id = ?");
  return {
    list: (threadId) => all.all(threadId).flatMap((stored) => readRow(stored) ?? []),
    get: (threadId, id) => {
      const stored = one.get(threadId, id);
      return stored && readRow(stored);
    },
    anySent: (threadId) => sent.get(threadId) !== undefined,
    nextNumber: (threadId) => (highest.get(threadId)?.number ?? 0) + 1,
    put: (row) => void put.run(writeRow(row)),
    delete: (threadId, id) => void remove.run(threadId, id),
  };
}

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

function read<T>(schema: z.ZodType<T>, text: string | null): T | undefined {
  return text === null ? undefined : schema.parse(JSON.parse(text));
}

const writeRow = (row: CommentRow): StoredRow => ({
  id: row.id,
  thread_id: row.threadId,
  made_at: row.madeAt,
  scope: JSON.stringify(row.scope),
  path: row.path,
  side: row.side,
  first_line: row.lines.from,
  last_line: row.lines.to,
  quote: row.quote,
  text: row.text,
  state: row.state,
  number: row.number ?? null,
  message_id: row.messageId ?? null,
  sent_at: row.sentAt ?? null,
  turn: json(row.turn),
  anchor: json(row.anchor),
  baseline: json(row.baseline),
  checked_turn: row.checkedTurn ?? null,
  addressed: json(row.addressed),
  answer: json(row.answer),
  resolved_at: row.resolvedAt ?? null,
});

/** Undefined for a row that does not read: one bad row must not cost the others. */
function readRow(stored: StoredRow): CommentRow | undefined {
  try {
    return {
      id: stored.id,
      threadId: stored.thread_id,
      madeAt: stored.made_at,
      scope: DiffScope.parse(JSON.parse(stored.scope)),
      path: stored.path,
      side: stored.side,
      lines: { from: stored.first_line, to: stored.last_line },
      quote: stored.quote,
      text: stored.text,
      state: stored.state,
      number: stored.number ?? undefined,
      messageId: stored.message_id ?? undefined,
      sentAt: stored.sent_at ?? undefined,
      turn: read(Turn, stored.turn) as CommentRow["turn"], // an id that was written by us
      anchor: read(Kept, stored.anchor),
      baseline: read(Kept, stored.baseline),
      checkedTurn: stored.checked_turn ?? undefined,
      addressed: read(Turn, stored.addressed) as CommentRow["addressed"], // as above
      answer: read(Answer, stored.answer) as CommentRow["answer"], // as above
      resolvedAt: stored.resolved_at ?? undefined,
    };
  } catch {
    return undefined;
  }
}

/** What of a comment its clients see. */
export function asSeen(row: CommentRow): ReviewComment {
  const { threadId: _thread, anchor: _anchor, baseline: _baseline, messageId: _message, checkedTurn: _, ...seen } = row;
  return seen;
}
