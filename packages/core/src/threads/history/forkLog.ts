import { noUsage, type Thread, type ThreadId, type TurnId } from "@flightdeck/contract";
import { AppError } from "../../errors/index.ts";
import type { Store } from "../../store/index.ts";
import type { StoredThread } from "../log.ts";
import { inSlices, type Sized } from "./slices.ts";
import type { TurnIndex } from "./turnIndex.ts";

interface Copy {
  readonly from: ThreadId;
  readonly to: ThreadId;
  /** The number of the last turn that comes along. */
  readonly upTo: number;
}

export interface ForkLog {
  /**
   * Copies the turns of a log and its prompt behind the first event of another thread's, as they are now, however long
   * they are: others work meanwhile. `begin` writes the thread's row, `finish` has the place of the last event. Rejects
   * with `turn_not_found` when the turns are taken back meanwhile; then, and when the host dies, nothing is left.
   */
  copy(
    copy: Copy & {
      readonly begin: () => Thread;
      readonly finish: (seq: number) => StoredThread;
    },
  ): Promise<StoredThread>;
  /** Deletes what the model was told in turns that a thread has no more. */
  clearPrompt(threadId: ThreadId): Promise<void>;
  /** Deletes a thread. From the first moment on no later host knows it. */
  delete(threadId: ThreadId): Promise<void>;
}

/** What takes many rows: threads that are copied or deleted in steps, and are no threads until or since then. */
export function forkLog(store: Store, turns: TurnIndex): ForkLog {
  const { db } = store;
  // What the last host left half done.
  db.prepare("DELETE FROM threads WHERE id IN (SELECT thread_id FROM partial_threads)").run();
  const markPartial = db.prepare<[string]>("INSERT OR IGNORE INTO partial_threads (thread_id) VALUES (?)");
  const markWhole = db.prepare<[string]>("DELETE FROM partial_threads WHERE thread_id = ?");
  // Row by row: a list of thousands of turns would be made for each slice.
  const isCopied = (table: string) =>
    `EXISTS (SELECT 1 FROM thread_turns AS turn
       WHERE turn.thread_id = @from AND turn.turn_id = ${table}.turn_id AND turn.number <= @upTo)`;
  const selectEnds = db.prepare<[{ from: string; upTo: number }], { seq: number; position: number }>(
    `SELECT
       (SELECT coalesce(max(seq), 0) FROM thread_events INDEXED BY thread_events_by_turn
        WHERE thread_id = @from
          AND turn_id IN (SELECT turn_id FROM thread_turns WHERE thread_id = @from AND number <= @upTo)) AS seq,
       (SELECT coalesce(max(position), 0) FROM prompt_items WHERE thread_id = @from) AS position`,
  );
  const sizeEvents = db.prepare<[Slice], Sized>(
    `SELECT seq AS place, octet_length(json) AS bytes FROM thread_events
     WHERE thread_id = @from AND seq > @after AND seq <= @until AND ${isCopied("thread_events")} ORDER BY seq LIMIT @limit`,
  );
  const sizePrompt = db.prepare<[Slice], Sized>(
    `SELECT position AS place, octet_length(json) AS bytes FROM prompt_items
     WHERE thread_id = @from AND position > @after AND position <= @until AND ${isCopied("prompt_items")}
     ORDER BY position LIMIT @limit`,
  );
  // What the other one spent is not this one's.
  const copyEvents = db.prepare<[Omit<Slice, "limit"> & { to: string; seq: number }]>(
    `INSERT INTO thread_events (thread_id, seq, at, turn_id, item_type, json)
     SELECT @to, @seq + row_number() OVER (ORDER BY seq), at, turn_id, item_type,
       CASE WHEN instr(json, '"turn.usage"') > 0 AND json_valid(json) AND json ->> '$.type' = 'turn.usage'
         THEN json_set(json, '$.inherited', json('true')) ELSE json END
     FROM thread_events
     WHERE thread_id = @from AND seq > @after AND seq <= @until AND ${isCopied("thread_events")}`,
  );
  const copyPrompt = db.prepare<[Omit<Slice, "limit"> & { to: string }]>(
    `INSERT INTO prompt_items (thread_id, position, turn_id, json, epoch)
     SELECT @to, position, turn_id, json, epoch FROM prompt_items
     WHERE thread_id = @from AND position > @after AND position <= @until AND ${isCopied("prompt_items")}`,
  );
  const selectFirst = db.prepare<[string, string], { seq: number | null }>(
    "SELECT min(seq) AS seq FROM thread_events WHERE thread_id = ? AND turn_id = ?",
  );
  // Where a copied event stands: those that are not copied have no place.
  const selectPlace = db.prepare<[{ from: string; upTo: number; seq: number }], { place: number }>(
    `SELECT 1 + count(*) AS place FROM thread_events
     WHERE thread_id = @from AND seq <= @seq AND ${isCopied("thread_events")}
     HAVING max(seq) = @seq`,
  );
  const sizeOwnEvents = db.prepare<[string, number, number], Sized>(
    `SELECT seq AS place, octet_length(json) AS bytes FROM thread_events WHERE thread_id = ? AND seq > ?
     ORDER BY seq LIMIT ?`,
  );
  const deleteEvents = db.prepare<[string, number]>("DELETE FROM thread_events WHERE thread_id = ? AND seq <= ?");
  const sizeOwnPrompt = db.prepare<[string, number, number], Sized>(
    `SELECT position AS place, octet_length(json) AS bytes FROM prompt_items WHERE thread_id = ? AND position > ?
     ORDER BY position LIMIT ?`,
  );
  const deletePrompt = db.prepare<[string, number]>("DELETE FROM prompt_items WHERE thread_id = ? AND position <= ?");
  const isRemoved = `EXISTS (SELECT 1 FROM removed_prompts AS removed
    WHERE removed.thread_id = @threadId AND removed.turn_id = prompt_items.turn_id)`;
  const sizeRemoved = db.prepare<[{ threadId: string; after: number; limit: number }], Sized>(
    `SELECT position AS place, octet_length(json) AS bytes FROM prompt_items
     WHERE thread_id = @threadId AND position > @after AND ${isRemoved} ORDER BY position LIMIT @limit`,
  );
  const deleteRemoved = db.prepare<[{ threadId: string; after: number; until: number }]>(
    `DELETE FROM prompt_items WHERE thread_id = @threadId AND position > @after AND position <= @until AND ${isRemoved}`,
  );
  const forgetRemoved = db.prepare<[string]>("DELETE FROM removed_prompts WHERE thread_id = ?");
  const deleteThread = db.prepare<[string]>("DELETE FROM threads WHERE id = ?");

  const clearPrompt = async (threadId: ThreadId): Promise<void> => {
    await inSlices(
      (after, limit) => sizeRemoved.all({ threadId, after, limit }),
      (after, until) => deleteRemoved.run({ threadId, after, until }),
    );
    forgetRemoved.run(threadId);
  };

  const remove = async (threadId: ThreadId): Promise<void> => {
    markPartial.run(threadId);
    await inSlices(
      (after, limit) => sizeOwnEvents.all(threadId, after, limit),
      (_, until) => deleteEvents.run(threadId, until),
    );
    await inSlices(
      (after, limit) => sizeOwnPrompt.all(threadId, after, limit),
      (_, until) => deletePrompt.run(threadId, until),
    );
    deleteThread.run(threadId);
  };

  /** The thread as it was before one of its turns; of what was no turn's in the other thread nothing is known here. */
  const headOf = (given: Copy, start: Thread, head: Thread): Thread => ({
    ...start,
    plan: head.plan,
    usage: { ...noUsage, context: head.usage.context },
    unread: head.unread,
    updatedAt: head.updatedAt,
    quarantined: head.quarantined.flatMap((row) => {
      const found = selectPlace.get({ from: given.from, upTo: given.upTo, seq: row.seq });
      return found === undefined ? [] : [{ ...row, seq: found.place }];
    }),
  });

  /** The places of the turns; a log with one that cannot be read gets them all when it is opened. */
  const indexTurns = async (given: Copy, ids: readonly TurnId[], start: Thread): Promise<void> => {
    if (ids.some((id) => turns.head(given.from, id) === undefined)) return;
    await inSlices(
      (after, limit) => ids.slice(after, after + limit).map((_, n) => ({ place: after + n + 1, bytes: 2_000 })),
      (after, until) =>
        store.transaction(() => {
          for (const turnId of ids.slice(after, until)) {
            const head = turns.head(given.from, turnId);
            const seq = selectFirst.get(given.to, turnId)?.seq;
            if (head === undefined || typeof seq !== "number") throw new AppError("turn_not_found");
            turns.add(given.to, { turnId, seq, head: headOf(given, start, head) });
          }
        }),
    );
  };

  const copy: ForkLog["copy"] = async ({ begin, finish, ...given }) => {
    const { from, to, upTo } = given;
    const idsNow = () => turns.ids(from).slice(0, upTo + 1);
    const ids = idsNow();
    const ends = selectEnds.get({ from, upTo }) ?? { seq: 0, position: 0 };
    const start = store.transaction(() => {
      const thread = begin();
      markPartial.run(to);
      return thread;
    });
    try {
      let seq = 1;
      await inSlices(
        (after, limit) => sizeEvents.all({ from, upTo, after, until: ends.seq, limit }),
        (after, until) => {
          seq += copyEvents.run({ from, to, upTo, after, until, seq }).changes;
        },
      );
      await inSlices(
        (after, limit) => sizePrompt.all({ from, upTo, after, until: ends.position, limit }),
        (after, until) => copyPrompt.run({ from, to, upTo, after, until }),
      );
      await indexTurns(given, ids, start);
      return store.transaction(() => {
        if (idsNow().join() !== ids.join()) throw new AppError("turn_not_found");
        markWhole.run(to);
        return finish(seq);
      });
    } catch (error) {
      if (db.open) await remove(to);
      throw error;
    }
  };

  return { copy, clearPrompt, delete: remove };
}

interface Slice {
  readonly from: string;
  readonly upTo: number;
  readonly after: number;
  readonly until: number;
  readonly limit: number;
}
