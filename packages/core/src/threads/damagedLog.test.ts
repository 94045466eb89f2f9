import { join } from "node:path";
import type { ThreadId } from "@flightdeck/contract";
import { answer, call, say, startModelServer, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { messageId, testCore } from "../testing/testCore.ts";
import { begin, shape } from "./testing/begin.ts";

test("a row of the log that does not parse is shown and costs nothing else", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  model.script([answer(say("One."))]);
  let threadId: ThreadId;
  {
    await using on = await testCore({ home, model });
    threadId = await begin(on, repo.path, "First");
    await on.status(threadId, "idle");
  }
  const db = new Database(join(home.path, "flightdeck.db"));
  db.prepare(`UPDATE thread_events SET json = '{"type":"turn.us' WHERE json LIKE '%turn.usage%'`).run();
  db.close();
  await using on = await testCore({ home, model });
  const { thread } = on.core.threads.load(threadId);
  expect({
    bad: thread.quarantined.length,
    items: shape(thread.turns[0]?.items),
    outcome: thread.turns[0]?.outcome,
  }).toEqual({
    bad: 1,
    items: [
      ["user_message", "completed", "First"],
      ["agent_message", "completed", "One."],
    ],
    outcome: "completed",
  });
});

test("a thread whose log has lost its beginning does not keep a host from starting", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  model.script([answer(call("exec_command", { cmd: "echo outside", escalate: true }))]);
  let threadId: ThreadId;
  {
    await using on = await testCore({ home, model });
    threadId = await begin(on, repo.path, "Go");
    await on.when(threadId, ({ approvals }) => approvals.length === 1);
  }
  const db = new Database(join(home.path, "flightdeck.db"));
  db.prepare("UPDATE thread_events SET json = '{' WHERE seq = 1").run();
  db.close();
  await using on = await testCore({ home, model });
  const rows = on.core.threads.rows({ archived: false }).map(({ id }) => id);
  expect({ rows, failures: on.failures }).toEqual({
    rows: [threadId],
    failures: [expect.objectContaining({ code: "thread_not_found" })],
  });
});

test("rows and prompts that do not parse cost neither the host nor the thread", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  model.script([answer(say("One.")), answer(say("Two."))]);
  let threadId: ThreadId;
  {
    await using on = await testCore({ home, model });
    threadId = await begin(on, repo.path, "First");
    await on.status(threadId, "idle");
  }
  const db = new Database(join(home.path, "flightdeck.db"));
  db.exec("UPDATE threads SET row = substr(row, 1, 20); UPDATE prompt_items SET json = '{' WHERE position = 1");
  db.close();
  await using on = await testCore({ home, model });
  const titles = on.core.threads.rows({ archived: false }).map(({ title }) => title);
  on.core.threads.send(threadId, { id: messageId(), text: "Second" });
  const thread = await on.when(threadId, ({ turns }) => turns.length === 2 && turns[1]?.outcome === "completed");
  expect({ titles, items: shape(thread.turns[1]?.items) }).toEqual({
    titles: ["First"],
    items: [
      ["user_message", "completed", "Second"],
      ["agent_message", "completed", "Two."],
    ],
  });
});

test("a prompt that lost a call is sent without its output, so that the thread can be used", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  model.script([answer(call("exec_command", { cmd: "echo hi" })), answer(say("Hi.")), answer(say("Again."))]);
  let threadId: ThreadId;
  {
    await using on = await testCore({ home, model });
    threadId = await begin(on, repo.path, "First");
    await on.status(threadId, "idle");
  }
  const db = new Database(join(home.path, "flightdeck.db"));
  db.exec("UPDATE prompt_items SET json = '{' WHERE json LIKE '%\"function_call\"%'");
  db.close();
  await using on = await testCore({ home, model });
  on.core.threads.send(threadId, { id: messageId(), text: "Second" });
  await on.when(threadId, ({ turns }) => turns[1]?.outcome === "completed");
  const types = model.requests.at(-1)?.body.input.map((item) => ("role" in item ? item.role : item.type));
  expect(types?.slice(-3)).toEqual(["user", "assistant", "user"]);
});
