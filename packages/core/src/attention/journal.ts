import {
  answerKinds,
  type Happening,
  type HappeningEvent,
  type HistoryEvent,
  type ProjectId,
  type ThreadId,
  type ThreadRow,
} from "@flightdeck/contract";
import { Feed } from "../feed/index.ts";
import type { Store } from "../store/index.ts";

/** So many are kept; older ones are forgotten. */
const KEPT = 1_000;
const SUBJECT = 200;

/** What happened over all threads, for those who come back or look up what they answered. */
export interface Journal {
  /** Writes it down, in the caller's transaction where there is one. */
  note(threadId: ThreadId, event: HappeningEvent): void;
  /** Behind a time, the newest first. */
  since(at: number, limit: number): readonly Happening[];
  /** What the person answered. */
  watch(limit: number, signal: AbortSignal): AsyncGenerator<HistoryEvent, void, void>;
}

interface Row {
  readonly id: number;
  readonly at: number;
  readonly thread_id: ThreadId;
  readonly project_id: ProjectId;
  readonly row: string;
  readonly json: string;
}

export function openJournal({ store, now }: { readonly store: Store; readonly now: () => number }): Journal {
  const { db } = store;
  // A delivery says that there is something new; what it is stands in the table once its write is done.
  const feed = new Feed<true>({
    frame: 16,
    limit: 10_000,
    put: (waiting, event) => {
      if (waiting.length === 0) waiting.push(event);
    },
  });
  const insert = db.prepare<[string, string, number, string]>(
    "INSERT INTO happenings (thread_id, kind, at, json) VALUES (?, ?, ?, ?)",
  );
  const trim = db.prepare<[number]>("DELETE FROM happenings WHERE id <= ?");
  const columns = `SELECT h.id, h.at, h.thread_id, t.project_id, t.row, h.json
    FROM happenings h JOIN threads t ON t.id = h.thread_id`;
  const answers = answerKinds.map((kind) => `'${kind}'`).join(", ");
  const selectSince = db.prepare<[number, number], Row>(`${columns} WHERE h.at > ? ORDER BY h.id DESC LIMIT ?`);
  const selectAnswers = db.prepare<[number, number], Row>(
    `${columns} WHERE h.id > ? AND h.kind IN (${answers}) ORDER BY h.id DESC LIMIT ?`,
  );
  return {
    note: (threadId, event) => {
      const cut = "subject" in event ? { ...event, subject: oneLine(event.subject) } : event;
      store.transaction(() => {
        const { lastInsertRowid } = insert.run(threadId, event.kind, now(), JSON.stringify(cut));
        trim.run(Number(lastInsertRowid) - KEPT);
      });
      feed.publish(true);
    },
    since: (at, limit) => selectSince.all(at, limit).flatMap(read),
    watch: async function* (limit, signal) {
      const deliveries = feed.watch(signal);
      let last = 0;
      const take = () => {
        const happenings = selectAnswers.all(last, limit).flatMap(read);
        last = happenings[0]?.id ?? last;
        return happenings;
      };
      yield { type: "snapshot", happenings: take() };
      for await (const _ of deliveries) {
        const happenings = take();
        if (happenings.length > 0) yield { type: "added", happenings };
      }
    },
  };
}

const oneLine = (text: string): string => {
  const line = text
    .slice(0, SUBJECT * 4)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > SUBJECT ? `${line.slice(0, SUBJECT - 1)}…` : line;
};

/** What `note` wrote, unless the disk gave back something else: one bad row must not cost the others. */
function read({ id, at, thread_id: threadId, project_id: projectId, row, json }: Row): Happening[] {
  try {
    const { title } = JSON.parse(row) as Pick<ThreadRow, "title">;
    return [{ ...(JSON.parse(json) as HappeningEvent), id, at, threadId, projectId, threadTitle: title }];
  } catch {
    return [];
  }
}
