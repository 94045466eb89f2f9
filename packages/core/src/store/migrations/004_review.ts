import type { Migration } from "../migrate.ts";

/** What review keeps: a table of each part that needs one. */
export const review: Migration = {
  id: 4,
  name: "review",
  up: (db) =>
    db.exec(`
      -- What a person has read: keys of changes, which say nothing of scopes and line numbers. The lowest ids are the oldest.
      CREATE TABLE read_changes (
        id INTEGER PRIMARY KEY,
        thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
        path TEXT NOT NULL,
        key TEXT NOT NULL,
        UNIQUE (thread_id, path, key)
      ) STRICT;
      -- The tree of the thread's folder when the person looked last.
      CREATE TABLE read_looks (
        thread_id TEXT PRIMARY KEY REFERENCES threads(id) ON DELETE CASCADE,
        tree TEXT NOT NULL
      ) STRICT;
      -- What reviewers read and what came of it.
      CREATE TABLE reviews (
        id TEXT PRIMARY KEY,
        thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
        state TEXT NOT NULL CHECK (state IN ('running', 'completed', 'failed', 'interrupted')),
        started_at INTEGER NOT NULL,
        json TEXT NOT NULL
      ) STRICT;
      CREATE INDEX reviews_by_thread ON reviews(thread_id, started_at);
      CREATE TABLE findings (
        id TEXT PRIMARY KEY,
        thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        json TEXT NOT NULL
      ) STRICT;
      CREATE INDEX findings_by_thread ON findings(thread_id, at);
      -- What reverts took, newest last, each with what it had at hand to undo it. journal: what is being done right now.
      CREATE TABLE reverts (
        id TEXT PRIMARY KEY,
        thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        root TEXT NOT NULL,
        done INTEGER NOT NULL DEFAULT 0,
        journal TEXT,
        json TEXT NOT NULL
      ) STRICT;
      CREATE INDEX reverts_by_thread ON reverts(thread_id, at);
      -- Landings: what each moved, so that one that was cut short can be taken back, and a person can undo it.
      CREATE TABLE landings (
        id TEXT PRIMARY KEY,
        thread_id TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('moving', 'landed', 'undoing', 'undone')),
        method TEXT NOT NULL,
        base TEXT NOT NULL,
        -- The base before and after, and the work's HEAD that landed.
        from_commit TEXT NOT NULL,
        to_commit TEXT NOT NULL,
        head TEXT NOT NULL,
        -- The repository, and where the base was checked out in it.
        root TEXT NOT NULL,
        checkout TEXT,
        at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX landings_by_thread ON landings(thread_id, at);
      -- Threads that moved between their worktree and the local checkout, each with what both were before.
      CREATE TABLE handovers (
        id TEXT PRIMARY KEY,
        thread_id TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('moving', 'moved', 'undoing', 'undone')),
        at INTEGER NOT NULL,
        json TEXT NOT NULL
      ) STRICT;
      CREATE INDEX handovers_by_thread ON handovers(thread_id, at);
      -- What the person says to lines of a diff. scope, turn, anchor, baseline, addressed and answer are JSON.
      CREATE TABLE comments (
        id TEXT NOT NULL,
        thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
        made_at INTEGER NOT NULL,
        scope TEXT NOT NULL,
        path TEXT NOT NULL,
        side TEXT NOT NULL CHECK (side IN ('old', 'new')),
        first_line INTEGER NOT NULL,
        last_line INTEGER NOT NULL,
        quote TEXT NOT NULL,
        text TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('writing', 'added', 'sent')),
        number INTEGER,
        message_id TEXT,
        sent_at INTEGER,
        turn TEXT,
        -- Lines in a tree that a ref keeps: where it was made, and where they were when it was sent.
        anchor TEXT,
        baseline TEXT,
        checked_turn TEXT,
        addressed TEXT,
        answer TEXT,
        resolved_at INTEGER,
        PRIMARY KEY (thread_id, id)
      ) STRICT;
    `),
};
