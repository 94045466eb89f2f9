import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { migrate, migrations } from "../migrate.ts";

test("version 3 keeps the projects of version 2, and has room for the processes of terminals", () => {
  const db = new Database(":memory:");
  migrate(db, migrations.slice(0, 2));
  db.exec("INSERT INTO projects (id, name, path, added_at, trusted) VALUES ('p1', 'app', '/app', 1, 1)");
  migrate(db);
  db.exec("INSERT INTO terminal_processes VALUES (42, 7)");
  expect({
    project: db.prepare("SELECT id, name, path, added_at, trusted FROM projects").all(),
    terminals: db.prepare("SELECT * FROM terminal_processes").all(),
  }).toEqual({
    project: [{ id: "p1", name: "app", path: "/app", added_at: 1, trusted: 1 }],
    terminals: [{ pid: 42, started_at: 7 }],
  });
});
