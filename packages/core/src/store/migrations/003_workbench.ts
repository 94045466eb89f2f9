import type { Migration } from "../migrate.ts";

/** What the workbench keeps: a table of each part that needs one. */
export const workbench: Migration = {
  id: 3,
  name: "workbench",
  up: (db) =>
    db.exec(`
      CREATE TABLE recordings (
        id TEXT PRIMARY KEY,
        draft_key TEXT NOT NULL,
        type TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        milliseconds INTEGER,
        text TEXT,
        failure_code TEXT,
        failure_detail TEXT
      ) STRICT;

      -- Where the person put it; projects without a place come after those, as they were opened.
      ALTER TABLE projects ADD COLUMN position INTEGER;

      -- How far a thread's log was read for search. It begins at nothing: older threads are read in the background.
      ALTER TABLE threads ADD COLUMN searched_seq INTEGER NOT NULL DEFAULT 0;

      -- What can be found: a thread's title (item_id is ''), or an item. The text itself is in the event seq.
      CREATE TABLE search_items (
        id INTEGER PRIMARY KEY,
        thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
        turn_id TEXT,
        item_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        at INTEGER NOT NULL,
        UNIQUE (thread_id, item_id)
      ) STRICT;
      -- Its words alone, folded by us: no text is kept twice. inner has the words inside of names.
      CREATE VIRTUAL TABLE search_words USING fts5(
        title, body, inner, content='', contentless_delete=1, tokenize='ascii', prefix='2 3'
      );
      CREATE TRIGGER search_words_go AFTER DELETE ON search_items BEGIN
        DELETE FROM search_words WHERE rowid = old.id;
      END;
      -- What leads each terminal's session, so that what a killed host left behind can be found.
      CREATE TABLE terminal_processes (pid INTEGER PRIMARY KEY, started_at INTEGER NOT NULL) STRICT;

      -- What the deck shows of a thread, folded from its log up to seq. One of another form is folded anew.
      CREATE TABLE digests (
        thread_id TEXT PRIMARY KEY REFERENCES threads(id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        form INTEGER NOT NULL,
        json TEXT NOT NULL
      ) STRICT;

      -- What the person answered and what became of work, over all threads; the newest thousand.
      CREATE TABLE happenings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        at INTEGER NOT NULL,
        json TEXT NOT NULL
      ) STRICT;
      CREATE INDEX happenings_by_time ON happenings(at);
      CREATE INDEX happenings_by_thread ON happenings(thread_id);

      -- What the person wants to see later, by the queue's name for it.
      CREATE TABLE snoozes (
        key TEXT PRIMARY KEY,
        thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        until INTEGER NOT NULL
      ) STRICT;
    `),
};
