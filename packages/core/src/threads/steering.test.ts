import type { Item, Thread, ThreadId } from "@flightdeck/contract";
import {
  answer,
  broken,
  call,
  ending,
  type InputItem,
  lastExchange,
  refuse,
  say,
  startModelServer,
  temporaryFolder,
  temporaryRepository,
} from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { homeOfKilled } from "../testing/homeOfKilled.ts";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";
import { begin } from "./testing/begin.ts";

const steer = (on: TestCore, threadId: ThreadId, text: string) => {
  const id = messageId();
  return { id, delivery: on.core.threads.steer(threadId, { id, text }) };
};

/** What a person sees, shortly: who spoke or what was done. */
const lines = (items: readonly Item[] = []) =>
  items.map((item) => {
    if (item.type === "user_message") return `${item.steered ? "steered" : "person"}: ${item.text}`;
    if (item.type === "agent_message") return `agent: ${item.text}`;
    return `${item.type} ${item.status}`;
  });

const roles = (input: readonly InputItem[]) =>
  input.map((item) => {
    const text = lastExchange([item]).text;
    return text === "" ? ("role" in item ? item.role : item.type) : text;
  });

const speaking = ({ turns }: Thread) =>
  turns.at(-1)?.items.some((item) => item.type === "agent_message" && item.text !== "") === true;
const turnsDone = (count: number) => (thread: Thread) =>
  thread.turns.length >= count && thread.turns.at(-1)?.outcome !== "running";
const longAnswer = say("one two three four five six seven eight", 4);

test("what is said to a turn over HTTP goes into its next request, behind the results of its tools", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([
    broken(answer(longAnswer, call("exec_command", { cmd: "echo hi" })), "stall", "text"),
    answer(say("As you wish.")),
  ]);
  const threadId = await begin(on, repo.path, "Go");
  await on.when(threadId, speaking);
  const { id, delivery } = steer(on, threadId, "Use tabs");
  const again = on.core.threads.steer(threadId, { id, text: "Use tabs" });
  const { steers } = on.core.threads.load(threadId).thread;
  on.model.release();
  const thread = await on.when(threadId, turnsDone(1));
  expect({
    delivery,
    again,
    sent: steers.map(({ text, state }) => [text, state]),
    left: thread.steers,
    items: lines(thread.turns[0]?.items),
    prompt: roles(on.model.requests[1]?.body.input ?? []).slice(-4),
  }).toEqual({
    delivery: "steer",
    again: "steer",
    sent: [["Use tabs", "sent"]],
    left: [],
    items: [
      "person: Go",
      "agent: one two three four five six seven eight",
      "command completed",
      "steered: Use tabs",
      "agent: As you wish.",
    ],
    prompt: ["assistant", "function_call", "function_call_output", "Use tabs"],
  });
});

test("a turn whose answer was its last goes on when something was said to it", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([broken(answer(longAnswer), "stall", "text"), answer(say("Also that."))]);
  const threadId = await begin(on, repo.path, "Go");
  await on.when(threadId, speaking);
  steer(on, threadId, "And this?");
  steer(on, threadId, "And that?");
  on.model.release();
  const thread = await on.when(threadId, turnsDone(1));
  expect({ turns: thread.turns.length, items: lines(thread.turns[0]?.items) }).toEqual({
    turns: 1,
    items: [
      "person: Go",
      "agent: one two three four five six seven eight",
      "steered: And this?",
      "steered: And that?",
      "agent: Also that.",
    ],
  });
});

test("a command that is waited for comes back when something is said", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([
    answer(call("exec_command", { cmd: "echo begun; sleep 300", yield_time_ms: 120_000 })),
    answer(say("I see you.")),
  ]);
  const threadId = await begin(on, repo.path, "Go");
  await on.when(
    threadId,
    ({ turns }) => turns[0]?.items.some((item) => item.type === "command" && item.output !== "") === true,
  );
  steer(on, threadId, "Look here");
  const thread = await on.when(threadId, turnsDone(1));
  const output = on.model.requests[1]?.body.input.find((item) => item.type === "function_call_output")?.output;
  expect({ items: lines(thread.turns[0]?.items), output }).toEqual({
    items: ["person: Go", "command completed", "steered: Look here", "agent: I see you."],
    output: expect.stringMatching(/^Still running as process 1\./),
  });
});

test("over WebSocket the running answer takes it: accepted, then read, in one turn and one answer", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore({ config: "[provider]\nwebsocket = true\n" });
  on.model.script([broken(answer(longAnswer, say("never said")), "stall", "text"), answer(say("Tabs it is."))]);
  const threadId = await begin(on, repo.path, "Go");
  await on.when(threadId, speaking);
  steer(on, threadId, "Use tabs");
  const accepted = await on.when(threadId, ({ steers }) => steers[0]?.state === "accepted");
  on.model.release();
  const thread = await on.when(threadId, turnsDone(1));
  const { length } = on.model.requests;
  on.model.script([answer(say("Bye."))]);
  on.core.threads.send(threadId, { id: messageId(), text: "Thanks" });
  await on.when(threadId, turnsDone(2));
  expect({
    accepted: accepted.steers.map(({ text, state }) => [text, state]),
    left: thread.steers,
    requests: length,
    items: lines(thread.turns[0]?.items),
    prompt: roles(on.model.requests.at(-1)?.body.input ?? []).slice(-5),
  }).toEqual({
    accepted: [["Use tabs", "accepted"]],
    left: [],
    requests: 1,
    items: ["person: Go", "agent: one two three four five six seven eight", "steered: Use tabs", "agent: Tabs it is."],
    prompt: ["Go", "assistant", "Use tabs", "assistant", "Thanks"],
  });
});

test("what the provider has and the answer's tools came before goes behind their results, once", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore({ config: "[provider]\nwebsocket = true\n" });
  on.model.script([
    broken(answer(longAnswer, call("exec_command", { cmd: "echo hi" })), "stall", "call"),
    answer(say("Both done.")),
  ]);
  const threadId = await begin(on, repo.path, "Go");
  await on.when(threadId, speaking);
  const { id } = steer(on, threadId, "Use tabs");
  await on.when(threadId, ({ steers }) => steers[0]?.state === "accepted");
  expect(() => on.core.threads.unsteer(threadId, id, false)).toThrow(
    expect.objectContaining({ code: "message_not_found" }),
  );
  on.model.release();
  const thread = await on.when(threadId, turnsDone(1));
  expect({
    items: lines(thread.turns[0]?.items),
    said: roles(on.model.requests[1]?.body.input ?? []).filter((text) => text === "Use tabs").length,
  }).toEqual({
    items: [
      "person: Go",
      "agent: one two three four five six seven eight",
      "command completed",
      "steered: Use tabs",
      "agent: Both done.",
    ],
    said: 1,
  });
});

test.each([
  ["refused at once", { type: "fail", code: "steering_not_supported" }],
  ["refused after it was taken", { type: "fail", code: "successor_creation_failed", accepted: true }],
] as const)("what the provider %s goes into the next request, in its order", async (_name, reply) => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore({ config: "[provider]\nwebsocket = true\n" });
  on.model.steering(() => reply);
  on.model.script([broken(answer(longAnswer), "stall", "text"), answer(say("Well then."))]);
  const threadId = await begin(on, repo.path, "Go");
  await on.when(threadId, speaking);
  steer(on, threadId, "First");
  await on.model.steered(1);
  steer(on, threadId, "Second");
  on.model.release();
  const thread = await on.when(threadId, turnsDone(1));
  expect(lines(thread.turns[0]?.items)).toEqual([
    "person: Go",
    "agent: one two three four five six seven eight",
    "steered: First",
    "steered: Second",
    "agent: Well then.",
  ]);
});

test("a message on its way can be taken back, to nothing or to the queue", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([broken(answer(longAnswer), "stall", "text"), answer(say("Later.")), answer(say("Done."))]);
  const threadId = await begin(on, repo.path, "Go");
  await on.when(threadId, speaking);
  const gone = steer(on, threadId, "Gone");
  const later = steer(on, threadId, "Later");
  on.core.threads.send(threadId, { id: messageId(), text: "Last" });
  on.core.threads.unsteer(threadId, gone.id, false);
  on.core.threads.unsteer(threadId, later.id, true);
  expect(() => on.core.threads.unsteer(threadId, gone.id, false)).toThrow(
    expect.objectContaining({ code: "message_not_found" }),
  );
  const { steers, queue } = on.core.threads.load(threadId).thread;
  on.model.release();
  const thread = await on.when(threadId, turnsDone(3));
  expect({
    steers,
    queue: queue.map(({ text }) => text),
    said: thread.turns.flatMap((turn) => turn.items).flatMap((item) => (item.type === "user_message" ? item.text : [])),
  }).toEqual({ steers: [], queue: ["Later", "Last"], said: ["Go", "Later", "Last"] });
});

test("what a stopped turn did not read waits at the queue's front", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([broken(answer(longAnswer), "stall", "text")]);
  const threadId = await begin(on, repo.path, "Go");
  await on.when(threadId, speaking);
  on.core.threads.send(threadId, { id: messageId(), text: "Third" });
  steer(on, threadId, "First");
  steer(on, threadId, "Second");
  on.core.threads.interrupt(threadId);
  const thread = await on.status(threadId, "interrupted");
  expect({ steers: thread.steers, queue: thread.queue.map(({ text }) => text) }).toEqual({
    steers: [],
    queue: ["First", "Second", "Third"],
  });
});

test("what a failed turn did not read waits at the queue's front", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const quota = ending(answer(longAnswer), { type: "failed", code: "insufficient_quota", message: "No more" });
  on.model.script([broken(quota, "stall", "text")]);
  const threadId = await begin(on, repo.path, "Go");
  await on.when(threadId, speaking);
  steer(on, threadId, "First");
  on.model.release();
  const thread = await on.status(threadId, "failed");
  expect({
    code: thread.turns[0]?.error?.code,
    steers: thread.steers,
    queue: thread.queue.map(({ text }) => text),
  }).toEqual({ code: "quota_exceeded", steers: [], queue: ["First"] });
});

test.each(["sent", "accepted"] as const)(
  "a %s message of a host that died waits at the queue's front",
  async (state) => {
    await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
    await using home = await temporaryFolder();
    await using model = await startModelServer();
    await using on = await testCore({
      home,
      model,
      config: state === "accepted" ? "[provider]\nwebsocket = true\n" : undefined,
    });
    model.script([broken(answer(longAnswer), "stall", "text")]);
    const threadId = await begin(on, repo.path, "Go");
    await on.when(threadId, speaking);
    steer(on, threadId, "Use tabs");
    await on.when(threadId, ({ steers }) => steers[0]?.state === state);
    // What the disk has at this moment is what a killed host leaves behind.
    await using left = await homeOfKilled(home);
    await using next = await testCore({ home: left, model });
    const { thread } = next.core.threads.load(threadId);
    expect({ steers: thread.steers, queue: thread.queue.map(({ text }) => text) }).toEqual({
      steers: [],
      queue: ["Use tabs"],
    });
  },
);

test("without a running turn it begins one", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(say("One.")), answer(say("Two."))]);
  const threadId = await begin(on, repo.path, "Go");
  await on.when(threadId, turnsDone(1));
  const { delivery } = steer(on, threadId, "More");
  const thread = await on.when(threadId, turnsDone(2));
  expect({ delivery, items: lines(thread.turns[1]?.items) }).toEqual({
    delivery: "turn",
    items: ["person: More", "agent: Two."],
  });
});

test("a message waits, as sent, while the person is asked for approval", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(call("exec_command", { cmd: "echo out", escalate: true })), answer(say("Fine."))]);
  const threadId = await begin(on, repo.path, "Go");
  const { approvals } = await on.when(threadId, ({ approvals: asked }) => asked.length === 1);
  steer(on, threadId, "Hurry");
  const waiting = on.core.threads.load(threadId).thread.steers.map(({ state }) => state);
  if (approvals[0]) on.core.threads.answer(threadId, approvals[0].id, "decline");
  const thread = await on.when(threadId, turnsDone(1));
  expect({ waiting, items: lines(thread.turns[0]?.items) }).toEqual({
    waiting: ["sent"],
    items: ["person: Go", "command declined", "steered: Hurry", "agent: Fine."],
  });
});

test("what is said while the answer is tried again comes after it", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([refuse(500), answer(say("First.")), answer(say("Second."))]);
  const threadId = await begin(on, repo.path, "Go");
  await on.when(threadId, ({ turns }) => turns[0]?.retrying !== undefined);
  steer(on, threadId, "And?");
  const thread = await on.when(threadId, turnsDone(1));
  expect(lines(thread.turns[0]?.items)).toEqual(["person: Go", "agent: First.", "steered: And?", "agent: Second."]);
});
