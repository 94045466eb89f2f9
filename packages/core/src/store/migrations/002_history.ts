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

      ALTER TABLE projects ADD COLUMN trusted INTEGER;
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
    `),
};
