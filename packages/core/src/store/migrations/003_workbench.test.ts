import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { migrate, migrations } from "../migrate.ts";

test("version 3 keeps what version 2 wrote, and has room for recordings", () => {
  const db = new Database(":memory:");
  migrate(db, migrations.slice(0, 2));
  db.exec(`
    INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'app', '/app', 1);
    INSERT INTO drafts (key, text, at) VALUES ('t1', 'half a thought', 2);
  `);
  migrate(db);
  db.exec("INSERT INTO recordings (id, draft_key, type, started_at) VALUES ('r1', 't1', 'audio/webm', 3)");
  expect({
    projects: db.prepare("SELECT id, name, path FROM projects").all(),
    drafts: db.prepare("SELECT * FROM drafts").all(),
    recordings: db.prepare("SELECT * FROM recordings").all(),
  }).toEqual({
    projects: [{ id: "p1", name: "app", path: "/app" }],
    drafts: [{ key: "t1", text: "half a thought", at: 2 }],
    recordings: [
      {
        id: "r1",
        draft_key: "t1",
        type: "audio/webm",
        started_at: 3,
        milliseconds: null,
        text: null,
        failure_code: null,
        failure_detail: null,
      },
    ],
  });
});
