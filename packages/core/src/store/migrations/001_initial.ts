import type { Migration } from "../migrate.ts";

/** Projects, threads with their logs and prompts, worktrees, approvals for a thread, drafts. */
export const initial: Migration = {
  id: 1,
  name: "initial",
  up: (db) =>
    db.exec(`
      CREATE TABLE projects (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        path TEXT NOT NULL UNIQUE,
        added_at INTEGER NOT NULL,
        removed_at INTEGER
      ) STRICT;

      -- The row of a list; all of it but last_seq follows from the log, and is written with it.
      CREATE TABLE threads (
        id TEXT PRIMARY KEY,
        project_id TEXT NOT NULL REFERENCES projects(id),
        last_seq INTEGER NOT NULL,
        row TEXT NOT NULL,
        archived INTEGER NOT NULL DEFAULT 0,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX threads_by_project ON threads(project_id, updated_at);

      -- Append-only. seq counts from 1 in each thread.
      CREATE TABLE thread_events (
        thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        at INTEGER NOT NULL,
        json TEXT NOT NULL,
        PRIMARY KEY (thread_id, seq)
      ) STRICT, WITHOUT ROWID;

      -- What the model reads, in order: append-only like the log, written in the same transaction.
      CREATE TABLE prompt_items (
        thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        turn_id TEXT NOT NULL,
        json TEXT NOT NULL,
        PRIMARY KEY (thread_id, position)
      ) STRICT, WITHOUT ROWID;

      -- One row per message a client sent, so that a repeated send is one message.
      CREATE TABLE messages (
        thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
        message_id TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (thread_id, message_id)
      ) STRICT, WITHOUT ROWID;

      -- What a person approved for a whole thread.
      CREATE TABLE thread_approvals (
        thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
        key TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (thread_id, key)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE worktrees (
        id TEXT PRIMARY KEY,
        project_id TEXT NOT NULL REFERENCES projects(id),
        thread_id TEXT NOT NULL UNIQUE,
        project_path TEXT NOT NULL,
        path TEXT NOT NULL UNIQUE,
        git_dir TEXT,
        branch TEXT NOT NULL,
        base TEXT,
        base_commit TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('creating', 'ready', 'removing', 'removed', 'failed')),
        snapshot TEXT,
        created_at INTEGER NOT NULL,
        removed_at INTEGER
      ) STRICT;

      CREATE TABLE drafts (key TEXT PRIMARY KEY, text TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    `),
};
