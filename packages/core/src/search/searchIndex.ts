import type {
  ItemId,
  ProjectId,
  SearchAnswer,
  SearchHit,
  SearchKind,
  ThreadEvent,
  ThreadId,
  ThreadRow,
  TurnId,
} from "@flightdeck/contract";
import { diskError } from "../errors/index.ts";
import type { Store } from "../store/index.ts";
import { matchOf, type Term, termsOf } from "./question.ts";
import { snippetOf } from "./snippet.ts";
import { textOf } from "./texts.ts";
import { indexed, innerWords, wordsOf } from "./words.ts";

/** So many of the newest matches are ranked: of a word that stands everywhere nobody reads the oldest. */
const RANKED = 2_000;
/** One thread does not fill the whole answer. */
const MOST_OF_A_THREAD = 5;
/** Rows are looked up so many at a time, from the best down. */
const PAGE = 100;

/** A part of a thread's log: what follows `after`, up to and with `upTo`. Rows that say nothing may be left out. */
export interface LogPart {
  readonly after: number;
  readonly upTo: number;
  readonly events: readonly NumberedEvent[];
}

export interface NumberedEvent {
  readonly seq: number;
  readonly event: ThreadEvent;
}

/** The words of titles and items, written with the events that bring them. The text itself stays in the log alone. */
export interface SearchIndex {
  /**
   * Takes in a part of a thread's log, in the caller's transaction. False for a thread whose log was not read up to
   * there: it is left as it is. Throws `disk_full` alone; what else fails costs the words, never the events.
   */
  note(threadId: ThreadId, part: LogPart): boolean;
  find(question: {
    readonly text: string;
    readonly projectId?: ProjectId;
    readonly limit: number;
  }): Pick<SearchAnswer, "hits">;
}

const firstSeq = (turnId: string): string =>
  `(SELECT min(seq) FROM thread_events WHERE thread_id = @threadId AND turn_id = ${turnId})`;

interface MatchRow {
  readonly id: number;
  readonly score: number;
}

interface FoundRow {
  readonly id: number;
  readonly threadId: ThreadId;
  readonly turnId: TurnId | null;
  readonly itemId: ItemId | "";
  readonly kind: SearchKind;
  readonly at: number;
  readonly event: string;
  readonly row: string;
}

export function openSearchIndex({
  store: { db },
  report,
}: {
  readonly store: Store;
  readonly report: (message: string, error: unknown) => void;
}): SearchIndex {
  const advance = db.prepare<[{ threadId: string; after: number; upTo: number }]>(
    "UPDATE threads SET searched_seq = @upTo WHERE id = @threadId AND searched_seq = @after",
  );
  const put = db.prepare<
    [{ threadId: string; turnId: string | null; itemId: string; seq: number; kind: string; at: number }],
    { id: number }
  >(
    `INSERT INTO search_items (thread_id, turn_id, item_id, seq, kind, at)
     VALUES (@threadId, @turnId, @itemId, @seq, @kind, @at)
     ON CONFLICT (thread_id, item_id) DO UPDATE SET seq = @seq, at = @at RETURNING id`,
  );
  const putWords = db.prepare<[number, string, string, string]>(
    "INSERT OR REPLACE INTO search_words (rowid, title, body, inner) VALUES (?, ?, ?, ?)",
  );
  const removeTurns = db.prepare<[{ threadId: string; turnId: string }]>(
    // A plan is ticked off by later turns, so the turn of an item counts and not its last event.
    `DELETE FROM search_items WHERE thread_id = @threadId AND ${firstSeq("search_items.turn_id")} >= ${firstSeq("@turnId")}`,
  );
  // In the order of the rows and not of the rank: of too many matches the newest are ranked, and no others looked at.
  const match = db.prepare<[string, number], MatchRow>(
    `SELECT rowid AS id, bm25(search_words, 8.0, 1.0, 0.5) AS score FROM search_words
     WHERE search_words MATCH ? ORDER BY rowid DESC LIMIT ?`,
  );
  const found = db.prepare<[{ ids: string; projectId: string | null }], FoundRow>(
    `SELECT item.id, item.thread_id AS threadId, item.turn_id AS turnId, item.item_id AS itemId, item.kind, item.at,
       event.json AS event, threads.row
     FROM json_each(@ids) AS wanted
     JOIN search_items AS item ON item.id = wanted.value
     JOIN threads ON threads.id = item.thread_id
     JOIN thread_events AS event ON event.thread_id = item.thread_id AND event.seq = item.seq
     WHERE @projectId IS NULL OR threads.project_id = @projectId`,
  );

  const take = (threadId: ThreadId, { seq, event }: NumberedEvent): void => {
    if (event.type === "thread.rolled_back") removeTurns.run({ threadId, turnId: event.turnId });
    const text = textOf(event);
    if (text === undefined || text.text === "") return;
    const { itemId, turnId = null, kind } = text;
    const row = put.get({ threadId, turnId, itemId, seq, kind, at: event.at });
    if (row === undefined) return;
    const words = Array.from(wordsOf(text.text), ({ word }) => indexed(word)).join(" ");
    const title = kind === "title";
    putWords.run(row.id, title ? words : "", title ? "" : words, innerWords(text.text));
  };

  const ranked = (terms: readonly Term[]): readonly MatchRow[] => {
    const all = match.all(matchOf(terms, "AND"), RANKED);
    // Better some of the words than nothing at all.
    const some = all.length > 0 || terms.length < 2 ? all : match.all(matchOf(terms, "OR"), RANKED);
    return some.toSorted((a, b) => a.score - b.score || b.id - a.id);
  };

  return {
    note(threadId, { after, upTo, events }) {
      try {
        if (advance.run({ threadId, after, upTo }).changes === 0) return false;
        for (const event of events) take(threadId, event);
      } catch (error) {
        // Some failures take the whole transaction with them; the caller must not go on as if it stood.
        if (!db.inTransaction || diskError(error) !== error) throw error;
        report(`what thread ${threadId} says cannot be found`, error);
      }
      return true;
    },
    find({ text, projectId = null, limit }) {
      const terms = termsOf(text);
      if (terms.length === 0) return { hits: [] };
      const matches = ranked(terms);
      const hits: SearchHit[] = [];
      const ofThread = new Map<ThreadId, number>();
      for (let from = 0; from < matches.length && hits.length < limit; from += PAGE) {
        const ids = matches.slice(from, from + PAGE).map(({ id }) => id);
        const rows = new Map(found.all({ ids: JSON.stringify(ids), projectId }).map((row) => [row.id, row]));
        for (const id of ids) {
          const row = rows.get(id);
          const before = row === undefined ? 0 : (ofThread.get(row.threadId) ?? 0);
          if (row === undefined || before === MOST_OF_A_THREAD || hits.length === limit) continue;
          ofThread.set(row.threadId, before + 1);
          hits.push(hitOf(row, terms));
        }
      }
      return { hits };
    },
  };
}

function hitOf(row: FoundRow, terms: readonly Term[]): SearchHit {
  // Both were written by this program, and the first was parsed when it came to the index.
  const event = JSON.parse(row.event) as ThreadEvent;
  const { title, archived, projectId } = JSON.parse(row.row) as ThreadRow;
  const { threadId, kind, at } = row;
  return {
    threadId,
    projectId,
    title,
    archived,
    kind,
    at,
    ...(row.turnId !== null && row.itemId !== "" ? { turnId: row.turnId, itemId: row.itemId } : {}),
    snippet: snippetOf(textOf(event)?.text ?? "", terms),
  };
}
