import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ThreadId } from "@flightdeck/contract";
import {
  answer,
  broken,
  call,
  patch,
  say,
  startModelServer,
  temporaryFolder,
  temporaryRepository,
} from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { homeOfKilled } from "../testing/homeOfKilled.ts";
import { messageId, testCore } from "../testing/testCore.ts";
import { begin, shape } from "./testing/begin.ts";

test("a thread's first message becomes a turn, with what the agent says and does", async () => {
  await using repo = await temporaryRepository({ files: { "README.md": "hello\n" } });
  await using on = await testCore();
  on.model.script([
    answer(say("Let me see."), call("exec_command", { cmd: "cat README.md" })),
    answer(say("It says hello.")),
  ]);
  const threadId = await begin(on, repo.path, "What does the README say?");
  const thread = await on.status(threadId, "idle");
  expect({ title: thread.title, items: shape(thread.turns[0]?.items), failures: on.failures }).toEqual({
    title: "What does the README say?",
    items: [
      ["user_message", "completed", "What does the README say?"],
      ["agent_message", "completed", "Let me see."],
      ["command", "completed", undefined],
      ["agent_message", "completed", "It says hello."],
    ],
    failures: [],
  });
});

test("what a host acknowledged is there after its death, byte for byte as it was", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  model.script([answer(say("Done."))]);
  let threadId: ThreadId;
  let before: unknown;
  {
    await using on = await testCore({ home, model });
    threadId = await begin(on, repo.path, "Do it");
    before = await on.when(threadId, (thread) => thread.turns[0]?.checkpoints.after !== undefined);
  }
  await using on = await testCore({ home, model });
  expect(on.core.threads.load(threadId).thread).toEqual(before);
});

test("a message sent while a turn runs waits in the queue and follows it", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([broken(answer(say("one two three four")), "stall", "text"), answer(say("Second answer."))]);
  const threadId = await begin(on, repo.path, "First");
  await on.when(threadId, ({ turns }) => turns[0]?.items.some((item) => item.type === "agent_message") ?? false);
  const second = messageId();
  const delivery = on.core.threads.send(threadId, { id: second, text: "Second" });
  const again = on.core.threads.send(threadId, { id: second, text: "Second" });
  const queued = on.core.threads.load(threadId).thread.queue.map(({ text }) => text);
  on.model.release();
  const thread = await on.when(threadId, ({ turns }) => turns.length === 2 && turns[1]?.outcome === "completed");
  expect({ delivery, again, queued, left: thread.queue, items: shape(thread.turns[1]?.items) }).toEqual({
    delivery: "queue",
    again: "queue",
    queued: ["Second"],
    left: [],
    items: [
      ["user_message", "completed", "Second"],
      ["agent_message", "completed", "Second answer."],
    ],
  });
});

test("sending one message twice is sending it once", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(say("One.")), answer(say("Two."))]);
  const threadId = await begin(on, repo.path);
  const id = messageId();
  on.core.threads.send(threadId, { id, text: "Hi" });
  await on.status(threadId, "idle");
  on.core.threads.send(threadId, { id, text: "Hi" });
  expect(on.core.threads.load(threadId).thread.turns.length).toBe(1);
});

test("a stopped turn keeps the text it had, ends its processes, and leaves the queue alone", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([broken(answer(say("half of an answer that never ends", 4)), "stall", 6)]);
  const threadId = await begin(on, repo.path, "Go");
  await on.when(
    threadId,
    ({ turns }) => turns[0]?.items.some((item) => item.type === "agent_message" && item.text !== "") ?? false,
  );
  on.core.threads.send(threadId, { id: messageId(), text: "Next" });
  on.core.threads.interrupt(threadId);
  const thread = await on.status(threadId, "interrupted");
  const message = thread.turns[0]?.items[1];
  expect({
    outcome: thread.turns[0]?.outcome,
    status: message?.status,
    kept:
      message?.type === "agent_message" &&
      "half of an answer that never ends".startsWith(message.text) &&
      message.text !== "",
    queue: thread.queue.map(({ text }) => text),
  }).toEqual({ outcome: "interrupted", status: "interrupted", kept: true, queue: ["Next"] });
});

test("each request's prompt strictly extends the one before it, over turns, interruptions and restarts", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n", "AGENTS.md": "Be brief.\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  let threadId: ThreadId;
  {
    await using on = await testCore({ home, model });
    model.script([
      answer(call("exec_command", { cmd: "cat a.txt" }), call("exec_command", { cmd: "ls" })),
      answer(say("One.")),
      broken(answer(say("a half answer that stalls", 3)), "stall", 6),
    ]);
    threadId = await begin(on, repo.path, "First");
    await on.status(threadId, "idle");
    on.core.threads.send(threadId, { id: messageId(), text: "Second" });
    await on.when(threadId, ({ turns }) => turns[1]?.items.some((item) => item.type === "agent_message") ?? false);
    on.core.threads.interrupt(threadId);
    await on.status(threadId, "interrupted");
    on.core.threads.configure(threadId, { sandbox: "read-only" });
  }
  await using on = await testCore({ home, model });
  model.script([answer(say("Three."))]);
  on.core.threads.send(threadId, { id: messageId(), text: "Third" });
  await on.status(threadId, "idle");
  const inputs = model.requests.map(({ body }) => body.input);
  expect(inputs.length).toBe(4);
  for (const [index, input] of inputs.entries()) {
    const before = inputs[index - 1] ?? [];
    expect(input.slice(0, before.length)).toEqual(before);
    expect(input.length).toBeGreaterThan(before.length);
  }
});

test("after a crash the model is told that its last turn did not end, and the thread goes on", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  await using on = await testCore({ home, model });
  model.script([answer(call("exec_command", { cmd: "cat a.txt" })), answer(call("exec_command", { cmd: "sleep 60" }))]);
  const threadId = await begin(on, repo.path, "First");
  await on.when(threadId, ({ turns }) => turns[0]?.items.filter(({ type }) => type === "command").length === 2);
  await using left = await homeOfKilled(home);
  await using next = await testCore({ home: left, model });
  model.script([answer(say("I see."))]);
  next.core.threads.send(threadId, { id: messageId(), text: "Go on" });
  await next.status(threadId, "idle");
  const input = model.requests.at(-1)?.body.input ?? [];
  const kinds = input.map((item) => ("role" in item ? item.role : item.type));
  const asked = ["function_call", "function_call_output"];
  expect(kinds.slice(-7)).toEqual(["user", ...asked, ...asked, "user", "user"]);
  expect(input.at(-3)).toMatchObject({ output: "This call was interrupted." });
  expect(JSON.stringify(input.at(-2))).toContain("<turn_interrupted>");
});

test("a failure of the model ends the turn with its code, and the thread can be used again", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const threadId = await begin(on, repo.path, "scenario:key");
  const failed = await on.status(threadId, "failed");
  on.model.script([answer(say("Better now."))]);
  on.core.threads.send(threadId, { id: messageId(), text: "Again" });
  const thread = await on.status(threadId, "idle");
  expect({ code: failed.turns[0]?.error?.code, second: shape(thread.turns[1]?.items).at(-1) }).toEqual({
    code: "model_unauthorized",
    second: ["agent_message", "completed", "Better now."],
  });
});

test("a change of a file is in the folder and in the thread", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([
    answer(patch("*** Begin Patch\n*** Update File: a.txt\n@@\n-a\n+b\n*** End Patch\n")),
    answer(say("Changed.")),
  ]);
  const threadId = await begin(on, repo.path, "Go");
  const thread = await on.status(threadId, "idle");
  const change = thread.turns[0]?.items.find((item) => item.type === "file_change");
  expect({
    file: readFileSync(join(repo.path, "a.txt"), "utf8"),
    changes: change?.changes.map(({ path, additions, deletions }) => [path, additions, deletions]),
  }).toEqual({
    file: "b\n",
    changes: [["a.txt", 1, 1]],
  });
});

test("an agent works in a folder that is no repository", async () => {
  await using folder = await temporaryFolder();
  await using on = await testCore();
  on.model.script([answer(call("exec_command", { cmd: "echo 1 > done" })), answer(say("Done."))]);
  const threadId = await begin(on, folder.path, "Write done");
  const thread = await on.status(threadId, "idle");
  await on.core.threads.idle();
  expect({
    items: shape(thread.turns[0]?.items),
    done: readFileSync(join(folder.path, "done"), "utf8"),
    failures: on.failures,
  }).toEqual({
    items: [
      ["user_message", "completed", "Write done"],
      ["command", "completed", undefined],
      ["agent_message", "completed", "Done."],
    ],
    done: "1\n",
    failures: [],
  });
});

test("an interrupt ends the command that the turn waits for; one in the background runs on and can still be spoken to", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([
    answer(call("exec_command", { cmd: "echo background; sleep 300", yield_time_ms: 500 })),
    answer(call("exec_command", { cmd: "echo foreground; sleep 300", yield_time_ms: 60_000 })),
    answer(call("write_stdin", { process_id: 2 }), call("write_stdin", { process_id: 1, yield_time_ms: 0 })),
    answer(say("I see.")),
  ]);
  const threadId = await begin(on, repo.path, "Go");
  await on.when(
    threadId,
    ({ turns }) => turns[0]?.items.some((item) => item.type === "command" && item.output === "foreground\n") === true,
  );
  on.core.threads.interrupt(threadId);
  await on.status(threadId, "interrupted");
  on.core.threads.send(threadId, { id: messageId(), text: "And now?" });
  await on.status(threadId, "idle");
  const outputs = on.model.requests
    .at(-1)
    ?.body.input.flatMap((item) => (item.type === "function_call_output" ? [item.output] : []));
  expect(outputs?.slice(-2)).toEqual([
    "There is no process 2: it ended, or never was.",
    expect.stringMatching(/^Still running as process 1\./),
  ]);
});
