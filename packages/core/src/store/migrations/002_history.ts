import type { Migration } from "../migrate.ts";

/** Prompts that were made shorter, an index of turns, trust and profiles of projects, what requests cost. */
export const history: Migration = {
  id: 2,
  name: "history",
  up: (db) =>
    db.exec(`
      -- The model reads the rows of a thread's newest epoch; making the conversation shorter begins the next one.
      ALTER TABLE prompt_items ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX prompt_items_by_epoch ON prompt_items(thread_id, epoch);
      CREATE INDEX prompt_items_by_turn ON prompt_items(thread_id, turn_id);

      -- The turn that an event tells of. A row that does not parse belongs to none.
      ALTER TABLE thread_events ADD COLUMN turn_id TEXT;
      -- The type of the item that an event shows as it stays, so that a long thread's work is found again.
      ALTER TABLE thread_events ADD COLUMN item_type TEXT;
      UPDATE thread_events SET
        turn_id = json ->> '$.turnId',
        item_type = CASE WHEN json ->> '$.item.status' != 'running' THEN json ->> '$.item.type' END
      WHERE json_valid(json);
      CREATE INDEX thread_events_by_turn ON thread_events(thread_id, turn_id);
      CREATE INDEX thread_events_by_item ON thread_events(thread_id, item_type, seq) WHERE item_type IS NOT NULL;

      -- The turns that a thread has, counted from 0, and the thread as it was before each: from there a long log is
      -- read. All of it follows from the log; a thread without rows gets them when it is opened.
      CREATE TABLE thread_turns (
        thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        turn_id TEXT NOT NULL,
        first_seq INTEGER NOT NULL,
        head TEXT NOT NULL,
        UNIQUE (thread_id, number),
        UNIQUE (thread_id, turn_id)
      ) STRICT;

      -- Threads that are being copied or deleted in steps: no host begins with them.
      CREATE TABLE partial_threads (
        thread_id TEXT PRIMARY KEY REFERENCES threads(id) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;

      -- Turns that were taken back: what the model was told in them is no part of the prompt, and deleted in steps.
      CREATE TABLE removed_prompts (
        thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
        turn_id TEXT NOT NULL,
        PRIMARY KEY (thread_id, turn_id)
      ) STRICT, WITHOUT ROWID;

      -- The checkpoint that a fork's worktree begins with, instead of its base.
      ALTER TABLE worktrees ADD COLUMN checkpoint TEXT;

      ALTER TABLE projects ADD COLUMN trusted INTEGER;
      ALTER TABLE projects ADD COLUMN trusted_folder TEXT;
      ALTER TABLE projects ADD COLUMN profile TEXT;

      -- One row per model request. It outlives its thread: what was spent stays spent.
      CREATE TABLE usage (
        id INTEGER PRIMARY KEY,
        thread_id TEXT NOT NULL,
        project_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        at INTEGER NOT NULL,
        model TEXT NOT NULL,
        input INTEGER NOT NULL,
        cached INTEGER NOT NULL,
        output INTEGER NOT NULL,
        reasoning INTEGER NOT NULL,
        cost REAL
      ) STRICT;
      CREATE INDEX usage_by_thread ON usage(thread_id, at);
      CREATE INDEX usage_by_time ON usage(at);

      -- What the logs tell of requests so far; prices were not known then. A row that does not parse costs only itself.
      WITH told AS (
        SELECT thread_id, at, json FROM thread_events
        WHERE (instr(json, '"turn.started"') OR instr(json, '"turn.usage"')) AND json_valid(json)
      ), started AS (
        SELECT thread_id, json ->> '$.turnId' AS turn_id, json ->> '$.model' AS model
        FROM told WHERE json ->> '$.type' = 'turn.started'
      )
      INSERT INTO usage (thread_id, project_id, turn_id, at, model, input, cached, output, reasoning)
      SELECT threads.id, threads.project_id, started.turn_id, told.at, started.model,
        coalesce(json ->> '$.usage.input', 0), coalesce(json ->> '$.usage.cached', 0),
        coalesce(json ->> '$.usage.output', 0), coalesce(json ->> '$.usage.reasoning', 0)
      FROM told
      JOIN threads ON threads.id = told.thread_id
      JOIN started ON started.thread_id = told.thread_id AND started.turn_id = json ->> '$.turnId'
      WHERE json ->> '$.type' = 'turn.usage'
      ORDER BY told.at;

      -- What the person allowed beyond a budget: for a thread, or for a day (YYYY-MM-DD).
      CREATE TABLE budget_raises (
        scope TEXT NOT NULL CHECK (scope IN ('thread', 'day')),
        key TEXT NOT NULL,
        dollars REAL NOT NULL,
        PRIMARY KEY (scope, key)
      ) STRICT;

      -- What heavy command lines used the last times: they wait until there is that much room.
      CREATE TABLE learned_commands (
        project_id TEXT NOT NULL,
        command TEXT NOT NULL,
        cpu_seconds REAL NOT NULL,
        peak_bytes INTEGER NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (project_id, command)
      ) STRICT;
    `),
};
