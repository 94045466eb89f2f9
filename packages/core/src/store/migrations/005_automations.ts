import type { Migration } from "../migrate.ts";

/** What automations keep: what they are, a record of each run, and what the runs have to say. */
export const automations: Migration = {
  id: 5,
  name: "automations",
  up: (db) =>
    db.exec(`
      CREATE TABLE automations (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL COLLATE NOCASE UNIQUE,
        paused INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        -- Due times up to this one have their records.
        accounted_to INTEGER NOT NULL,
        -- What its trigger saw last.
        seen TEXT,
        -- SHA-256 of the webhook's token, in hex.
        token_hash TEXT,
        proposed_in TEXT,
        json TEXT NOT NULL
      ) STRICT;
      -- One row for the host: whether everything is paused, when it looked at due times last, and in which time zone.
      CREATE TABLE automation_clock (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        all_paused INTEGER NOT NULL DEFAULT 0,
        looked_at INTEGER,
        time_zone TEXT
      ) STRICT;
      INSERT INTO automation_clock (id) VALUES (1);
      -- Runs outlive their automation. cause: what they are there for, once for each project ('' without one).
      CREATE TABLE runs (
        id TEXT PRIMARY KEY,
        automation_id TEXT NOT NULL,
        project_id TEXT NOT NULL DEFAULT '',
        cause TEXT NOT NULL,
        due_at INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN
          ('pending', 'running', 'parked', 'completed', 'failed', 'stopped', 'skipped', 'missed')),
        thread_id TEXT,
        json TEXT NOT NULL,
        UNIQUE (automation_id, project_id, cause)
      ) STRICT;
      CREATE INDEX runs_by_time ON runs(due_at, id);
      CREATE INDEX runs_by_automation ON runs(automation_id, due_at, id);
      CREATE INDEX runs_by_thread ON runs(thread_id) WHERE thread_id IS NOT NULL;
      CREATE INDEX runs_open ON runs(automation_id, due_at, id) WHERE state IN ('pending', 'running', 'parked');
      -- What the host has to know of a run that began until nothing is left to do for it: its turns, its report.
      CREATE TABLE run_work (
        run_id TEXT PRIMARY KEY,
        json TEXT NOT NULL
      ) STRICT;
      CREATE TABLE inbox_entries (
        id TEXT PRIMARY KEY,
        run_id TEXT NOT NULL,
        automation_id TEXT NOT NULL,
        project_id TEXT NOT NULL DEFAULT '',
        kind TEXT NOT NULL CHECK (kind IN ('finding', 'changes', 'report', 'failure', 'nothing')),
        at INTEGER NOT NULL,
        unread INTEGER NOT NULL DEFAULT 1,
        archived INTEGER NOT NULL DEFAULT 0,
        -- What lists show, and the long texts beside it.
        row TEXT NOT NULL,
        texts TEXT NOT NULL
      ) STRICT;
      CREATE INDEX inbox_by_time ON inbox_entries(at DESC);
      CREATE INDEX inbox_open ON inbox_entries(at DESC) WHERE archived = 0;
      CREATE INDEX inbox_unread ON inbox_entries(at DESC) WHERE unread = 1 AND archived = 0;
      CREATE INDEX inbox_by_run ON inbox_entries(run_id);
    `),
};
