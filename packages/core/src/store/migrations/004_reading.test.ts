import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { migrate, migrations } from "../migrate.ts";

test("version 4 keeps the threads of version 3, and has room for what was read of them, which goes with its thread", () => {
  const db = new Database(":memory:");
  db.pragma("foreign_keys = ON");
  migrate(db, migrations.slice(0, 3));
  db.exec(`
    INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'app', '/app', 1);
    INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('t1', 'p1', 5, '{}', 5);
  `);
  migrate(db);
  db.exec(`
    INSERT INTO read_changes (thread_id, path, key) VALUES ('t1', 'a.ts', 'k');
    INSERT INTO read_looks (thread_id, tree) VALUES ('t1', 'abc');
  `);
  const counts = () =>
    ["threads", "read_changes", "read_looks"].map((table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  const before = counts();
  db.exec("DELETE FROM threads");
  expect([before, counts()]).toEqual([
    [1, 1, 1],
    [0, 0, 0],
  ]);
});
