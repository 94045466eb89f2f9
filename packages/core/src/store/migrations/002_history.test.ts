import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { migrate, migrations } from "../migrate.ts";

test("version 2 keeps what version 1 wrote, and knows the turn and the usage of each event", () => {
  const db = new Database(":memory:");
  migrate(db, migrations.slice(0, 1));
  const events = [
    { type: "thread.started", at: 1, threadId: "t1" },
    { type: "turn.started", at: 2, turnId: "turn1", model: "m" },
    {
      type: "item.completed",
      at: 3,
      turnId: "turn1",
      item: { id: "i1", type: "reasoning", status: "completed", text: "the word turnId" },
    },
    { type: "item.started", at: 4, turnId: "turn1", item: { id: "i2", type: "command", status: "running" } },
    { type: "approval.requested", at: 4, approval: { id: "a1", turnId: "turn1" } },
    {
      type: "turn.usage",
      at: 5,
      turnId: "turn1",
      usage: { input: 9, cached: 4, output: 2, reasoning: 1, context: 11 },
    },
  ].map((event) => JSON.stringify(event));
  events.push('{"type":"turn.us');
  db.exec(`
    INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'app', '/app', 1);
    INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('t1', 'p1', 5, '{}', 5);
    INSERT INTO prompt_items (thread_id, position, turn_id, json) VALUES ('t1', 1, 'turn1', '{"role":"user"}');
    INSERT INTO worktrees (id, project_id, thread_id, project_path, path, branch, base_commit, state, created_at)
      VALUES ('w1', 'p1', 't1', '/app', '/w', 'flightdeck/one', 'c0', 'ready', 1);
  `);
  events.forEach((json, index) => {
    db.prepare("INSERT INTO thread_events VALUES ('t1', ?, ?, ?)").run(index + 1, index + 1, json);
  });
  migrate(db, migrations.slice(0, 2));
  expect({
    events: db.prepare("SELECT * FROM thread_events ORDER BY seq").all(),
    prompt: db.prepare("SELECT * FROM prompt_items").all(),
    turns: db.prepare("SELECT * FROM thread_turns").all(),
    project: db.prepare("SELECT * FROM projects").all(),
    worktree: db.prepare("SELECT id, base_commit, checkpoint FROM worktrees").all(),
    usage: db.prepare("SELECT * FROM usage").all(),
  }).toEqual({
    events: events.map((json, index) => ({
      thread_id: "t1",
      seq: index + 1,
      at: index + 1,
      json,
      turn_id: [1, 2, 3, 5].includes(index) ? "turn1" : null,
      item_type: index === 2 ? "reasoning" : null,
    })),
    prompt: [{ thread_id: "t1", position: 1, turn_id: "turn1", json: '{"role":"user"}', epoch: 0 }],
    turns: [],
    project: [
      {
        id: "p1",
        name: "app",
        path: "/app",
        added_at: 1,
        removed_at: null,
        trusted: null,
        trusted_folder: null,
        profile: null,
      },
    ],
    worktree: [{ id: "w1", base_commit: "c0", checkpoint: null }],
    usage: [
      {
        id: 1,
        thread_id: "t1",
        project_id: "p1",
        turn_id: "turn1",
        at: 6,
        model: "m",
        input: 9,
        cached: 4,
        output: 2,
        reasoning: 1,
        cost: null,
      },
    ],
  });
});
