import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { migrate, migrations } from "../migrate.ts";

test("version 4 has room for what reverts took, which goes with its thread", () => {
  const db = new Database(":memory:");
  db.pragma("foreign_keys = ON");
  migrate(db, migrations.slice(0, 3));
  db.exec(`
    INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'app', '/app', 1);
    INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('t1', 'p1', 5, '{}', 5);
  `);
  migrate(db);
  db.exec("INSERT INTO reverts (id, thread_id, at, root, json) VALUES ('r1', 't1', 7, '/app', '{}')");
  const reverts = () => db.prepare("SELECT id, at, done, journal FROM reverts").all();
  const before = reverts();
  db.exec("DELETE FROM threads");
  expect([before, reverts()]).toEqual([[{ id: "r1", at: 7, done: 0, journal: null }], []]);
});
