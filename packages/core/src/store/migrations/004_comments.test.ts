import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { migrate, migrations } from "../migrate.ts";

test("version 4 has room for comments, which go with their thread", () => {
  const db = new Database(":memory:");
  db.pragma("foreign_keys = ON");
  migrate(db, migrations.slice(0, 3));
  db.exec(`
    INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'app', '/app', 1);
    INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('t1', 'p1', 5, '{}', 5);
    INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('t2', 'p1', 5, '{}', 5);
  `);
  migrate(db);
  const add = db.prepare(
    `INSERT INTO comments (id, thread_id, made_at, scope, path, side, first_line, last_line, quote, text, state)
     VALUES ('c1', ?, 1, '"branch"', 'a', 'new', 1, 2, '+a', 'Why?', 'writing')`,
  );
  for (const thread of ["t1", "t2"]) add.run(thread);
  db.exec("DELETE FROM threads WHERE id = 't1'");
  const left = db.prepare("SELECT thread_id, id, text, state, number, anchor FROM comments").all();
  expect(left).toEqual([{ thread_id: "t2", id: "c1", text: "Why?", state: "writing", number: null, anchor: null }]);
  expect(() => db.exec("UPDATE comments SET state = 'lost'")).toThrow(/CHECK/);
});
