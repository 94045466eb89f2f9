import type { AsideEvent, ThreadId } from "@flightdeck/contract";
import { answer, broken, refuse, say as words, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { type TestCore, testCore } from "../../testing/testCore.ts";
import { begin, inputOf, say } from "./testing/work.ts";

async function ask(on: TestCore, threadId: ThreadId, text: string, signal = new AbortController().signal) {
  const events: AsideEvent[] = [];
  for await (const event of on.core.threads.history.aside({ threadId, text }, signal)) events.push(event);
  return events;
}

test("a side question reads the thread's prompt, may use no tool, and leaves nothing behind but its cost", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(words("One.")), answer(words("Because of that.")), answer(words("Two."))]);
  const threadId = await begin(on, repo.path, { workspace: { kind: "local" }, text: "First" });
  await on.core.threads.idle();
  const before = on.core.threads.load(threadId);
  const seq = before.seq;
  const none = { project: () => undefined, thread: () => undefined, turn: () => undefined, model: () => "" };
  const spent = () => on.core.usage.report({ by: "turn", threadId }, none).rows.map(({ label }) => label);
  const counted = spent();
  const events = await ask(on, threadId, "Why?");
  const after = on.core.threads.load(threadId);
  expect([after.thread, after.seq]).toEqual([before.thread, seq]);
  await say(on, threadId, "Second");
  const [first, aside, second] = on.model.requests.map(({ body }) => body);
  const done = events.at(-1);
  expect({
    text: done?.type === "done" && done.text,
    deltas: events.flatMap((event) => (event.type === "delta" ? [event.text] : [])).join(""),
    counted: spent().filter((label) => !counted.includes(label)),
    aside: { ...aside, input: inputOf(aside) },
    second: inputOf(second),
  }).toEqual({
    text: "Because of that.",
    deltas: "Because of that.",
    counted: ["Questions beside the thread"],
    aside: {
      ...first,
      tool_choice: "none",
      input: [...inputOf(first), "assistant: One.", "user: <side_question>"],
    },
    second: [...inputOf(first), "assistant: One.", "user: Second"],
  });
});

test("it is answered while a turn runs, which does not notice", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([broken(answer(words("This goes on for long")), "stall", "text"), answer(words("It still thinks."))]);
  const threadId = await begin(on, repo.path, { workspace: { kind: "local" }, text: "First" });
  await on.when(threadId, ({ turns }) => turns[0]?.items.some(({ type }) => type === "agent_message") ?? false);
  const events = await ask(on, threadId, "What does it do?");
  on.model.release();
  await on.core.threads.idle();
  const [turn] = on.core.threads.load(threadId).thread.turns;
  expect([events.at(-1)?.type, turn?.outcome, turn?.items.map(({ type }) => type)]).toEqual([
    "done",
    "completed",
    ["user_message", "agent_message"],
  ]);
});

test("a refusal is told with its code, and who leaves ends the request", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([
    refuse(401, { code: "invalid_api_key" }),
    broken(answer(words("Never ending text")), "stall", "text"),
  ]);
  const threadId = await begin(on, repo.path, { workspace: { kind: "local" } });
  const [failed] = await ask(on, threadId, "Why?");
  expect(failed).toEqual({
    type: "failed",
    error: expect.objectContaining({ code: "model_unauthorized" }),
  });
  const stop = new AbortController();
  const events = on.core.threads.history.aside({ threadId, text: "Why?" }, stop.signal);
  const first = await events.next();
  stop.abort();
  expect([first.value?.type, (await events.next()).done]).toEqual(["delta", true]);
});
