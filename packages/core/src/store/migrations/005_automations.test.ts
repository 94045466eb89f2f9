import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { migrate, migrations } from "../migrate.ts";

test("version 5 keeps the threads of version 4, and has one record for each cause of a run", () => {
  const db = new Database(":memory:");
  db.pragma("foreign_keys = ON");
  migrate(db, migrations.slice(0, 4));
  db.exec(`
    INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'app', '/app', 1);
    INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('t1', 'p1', 5, '{}', 5);
  `);
  migrate(db);
  const record = db.prepare(`
    INSERT INTO runs (id, automation_id, project_id, cause, due_at, state, thread_id, json)
    VALUES (?, 'a1', 'p1', 'schedule:10', 10, 'pending', 't1', '{}') ON CONFLICT DO NOTHING
  `);
  expect(["r1", "r2"].map((id) => record.run(id).changes)).toEqual([1, 0]);
  // What a run did is accounted for after its thread is gone, too.
  db.exec("DELETE FROM threads");
  expect(db.prepare("SELECT id, thread_id FROM runs").all()).toEqual([{ id: "r1", thread_id: "t1" }]);
  expect(db.prepare("SELECT * FROM automation_clock").all()).toEqual([
    { id: 1, all_paused: 0, looked_at: null, time_zone: null },
  ]);
});
