import { type LoggedEvent, ThreadEvent, type ThreadId } from "@flightdeck/contract";
import type { Store } from "../store/index.ts";
import { type DigestState, emptyDigest, foldDigest } from "./digest.ts";

/** The form that is kept of a digest: one of another form is folded anew from the log. */
const FORM = 1;

/** A digest, and how far the log is folded into it. */
export interface Folded {
  readonly state: DigestState;
  readonly seq: number;
}

/** A thread whose digest is asked for, and how far its log goes. */
export interface Standing {
  readonly id: ThreadId;
  readonly lastSeq: number;
}

/** The logs as digests read them, and what is kept so that none is read twice. */
export interface DigestLog {
  /** All threads that are not archived, those that changed last first. */
  threads(): readonly Standing[];
  lastSeq(threadId: ThreadId): number | undefined;
  kept(): ReadonlyMap<ThreadId, Folded>;
  /** Folds so many more events; the same where there are none left. */
  advance(threadId: ThreadId, from: Folded | undefined, rows: number): Folded;
  keep(digests: ReadonlyMap<ThreadId, Folded>): void;
}

export function digestLog(store: Store): DigestLog {
  const { db } = store;
  const threads = db.prepare<[], Standing>(
    "SELECT id, last_seq AS lastSeq FROM threads WHERE archived = 0 ORDER BY updated_at DESC",
  );
  const lastSeq = db.prepare<[string], { lastSeq: number }>("SELECT last_seq AS lastSeq FROM threads WHERE id = ?");
  const kept = db.prepare<[number], { thread_id: ThreadId; seq: number; json: string }>(
    "SELECT thread_id, seq, json FROM digests WHERE form = ?",
  );
  const events = db.prepare<[string, number, number], { seq: number; json: string }>(
    "SELECT seq, json FROM thread_events WHERE thread_id = ? AND seq > ? ORDER BY seq LIMIT ?",
  );
  const put = db.prepare<[{ threadId: string; seq: number; form: number; json: string }]>(
    // Not for a thread that was deleted meanwhile.
    `INSERT OR REPLACE INTO digests (thread_id, seq, form, json)
     SELECT @threadId, @seq, @form, @json WHERE EXISTS (SELECT 1 FROM threads WHERE id = @threadId)`,
  );
  return {
    threads: () => threads.all(),
    lastSeq: (threadId) => lastSeq.get(threadId)?.lastSeq,
    kept: () =>
      new Map(
        kept.all(FORM).flatMap(({ thread_id, seq, json }) => {
          const state = written(json);
          return state === undefined ? [] : [[thread_id, { state, seq }] as const];
        }),
      ),
    advance: (threadId, from, rows) => {
      let { state, seq } = from ?? { state: emptyDigest, seq: 0 };
      for (const row of events.all(threadId, seq, rows)) {
        const event = readEvent(row.json);
        if (event !== undefined) state = foldDigest(state, event);
        seq = row.seq;
      }
      return { state, seq };
    },
    keep: (digests) =>
      store.transaction(() => {
        for (const [threadId, { state, seq }] of digests)
          put.run({ threadId, seq, form: FORM, json: JSON.stringify(state) });
      }),
  };
}

/** What `keep` wrote, unless the disk gave back something else: then the log has it. */
function written(json: string): DigestState | undefined {
  try {
    return JSON.parse(json) as DigestState;
  } catch {
    return undefined;
  }
}

/** A row that does not parse is shown in its thread and says nothing here. */
function readEvent(json: string): LoggedEvent | undefined {
  try {
    return ThreadEvent.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
