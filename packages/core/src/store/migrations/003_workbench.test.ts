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

test("version 3 begins to read what earlier threads say, and forgets the words with their thread", () => {
  const db = new Database(":memory:");
  db.pragma("foreign_keys = ON");
  migrate(db, migrations.slice(0, 2));
  db.exec(`
    INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'app', '/app', 1);
    INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('t1', 'p1', 5, '{}', 5);
  `);
  migrate(db);
  const threads = db.prepare("SELECT id, last_seq, searched_seq FROM threads").all();
  db.exec(`
    INSERT INTO search_items (thread_id, item_id, seq, kind, at) VALUES ('t1', '', 1, 'title', 1);
    INSERT INTO search_words (rowid, title, body, inner) VALUES (1, 'harbour', '', '');
  `);
  const find = db.prepare("SELECT rowid FROM search_words WHERE search_words MATCH 'harbour'");
  const before = find.all();
  db.exec("DELETE FROM threads");
  expect([threads, before, find.all()]).toEqual([[{ id: "t1", last_seq: 5, searched_seq: 0 }], [{ rowid: 1 }], []]);
});

test("version 3 has room for digests, happenings and snoozes, which go with their thread", () => {
  const db = new Database(":memory:");
  db.pragma("foreign_keys = ON");
  migrate(db, migrations.slice(0, 2));
  db.exec(`
    INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'app', '/app', 1);
    INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('t1', 'p1', 5, '{}', 5);
  `);
  migrate(db);
  db.exec(`
    INSERT INTO digests (thread_id, seq, form, json) VALUES ('t1', 5, 1, '{}');
    INSERT INTO happenings (thread_id, kind, at, json) VALUES ('t1', 'finished', 5, '{}');
    INSERT INTO snoozes (key, thread_id, at, until) VALUES ('failure:t1', 't1', 5, 9);
  `);
  const counts = () =>
    ["digests", "happenings", "snoozes"].map((table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  const before = counts();
  db.exec("DELETE FROM threads");
  expect([before, counts()]).toEqual([
    [1, 1, 1],
    [0, 0, 0],
  ]);
});
