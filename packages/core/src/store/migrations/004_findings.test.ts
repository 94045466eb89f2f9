import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { migrate, migrations } from "../migrate.ts";

test("version 4 has room for reviews and what they found, which go with their thread", () => {
  const db = new Database(":memory:");
  db.pragma("foreign_keys = ON");
  migrate(db, migrations.slice(0, 3));
  db.exec(`
    INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'app', '/app', 1);
    INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('t1', 'p1', 5, '{}', 5);
  `);
  migrate(db);
  db.exec(`
    INSERT INTO reviews (id, thread_id, state, started_at, json) VALUES ('r1', 't1', 'running', 6, '{}');
    INSERT INTO findings (id, thread_id, at, json) VALUES ('f1', 't1', 7, '{}');
  `);
  const counts = () =>
    ["threads", "reviews", "findings"].map((table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  const before = counts();
  db.exec("DELETE FROM threads");
  expect([before, counts()]).toEqual([
    [1, 1, 1],
    [0, 0, 0],
  ]);
});
