import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { migrate, migrations } from "../migrate.ts";

test("version 4 keeps the worktrees of version 3, and has room for landings and moves, which outlive their thread", () => {
  const db = new Database(":memory:");
  db.pragma("foreign_keys = ON");
  migrate(db, migrations.slice(0, 3));
  db.exec(`
    INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'app', '/app', 1);
    INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('t1', 'p1', 5, '{}', 5);
    INSERT INTO worktrees (id, project_id, thread_id, project_path, path, branch, base_commit, state, created_at)
      VALUES ('w1', 'p1', 't1', '/app', '/w', 'flightdeck/x', 'abc', 'ready', 1);
  `);
  migrate(db);
  db.exec(`
    INSERT INTO landings (id, thread_id, state, method, base, from_commit, to_commit, head, root, at)
      VALUES ('l1', 't1', 'moving', 'merge', 'main', 'a', 'b', 'c', '/app', 2);
    INSERT INTO handovers (id, thread_id, state, at, json) VALUES ('h1', 't1', 'moved', 3, '{}');
    DELETE FROM threads;
  `);
  const counts = ["worktrees", "landings", "handovers"].map((table) =>
    db.prepare(`SELECT count(*) FROM ${table}`).pluck().get(),
  );
  expect(counts).toEqual([1, 1, 1]);
});
