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
    `),
};
