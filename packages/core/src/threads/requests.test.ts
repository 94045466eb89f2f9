import type { Thread } from "@flightdeck/contract";
import {
  answer,
  broken,
  call,
  type InputItem,
  patch,
  say,
  startModelServer,
  temporaryFolder,
  temporaryRepository,
} from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { requestsOf } from "../testing/requestsOf.ts";
import { homeOfKilled } from "../testing/homeOfKilled.ts";
import { messageId, testCore } from "../testing/testCore.ts";
import { begin } from "./testing/begin.ts";

// Every request of a thread, whole, as the provider gets it.

const files = { "README.md": "hello\n", "AGENTS.md": "Use tabs.\n" };

const done = (count: number) => (thread: Thread) =>
  thread.turns.length >= count && thread.turns.at(-1)?.outcome === "completed";
const speaking = ({ turns }: Thread) =>
  turns.at(-1)?.items.some((item) => item.type === "agent_message" && item.text !== "") === true;

const user = (text: string) => ({ type: "message", role: "user", content: [{ type: "input_text", text }] });
const said = (id: string, text: string) => ({
  id: `msg_${id}`,
  type: "message",
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text, annotations: [] }],
});
const called = (id: string, name: string, input: unknown) => ({
  id: `fc_${id}`,
  type: "function_call",
  call_id: `call_${id}`,
  name,
  arguments: JSON.stringify(input),
  status: "completed",
});
const output = (id: string, text: string) => ({ type: "function_call_output", call_id: `call_${id}`, output: text });
const addsB = "*** Begin Patch\n*** Add File: b.txt\n+b\n*** End Patch\n";
const patched = (id: string, input: string) => [
  { id: `ctc_${id}`, type: "custom_tool_call", call_id: `call_${id}`, name: "apply_patch", input },
  { type: "custom_tool_call_output", call_id: `call_${id}`, output: expect.stringContaining("b.txt") as string },
];
const ran = (text: string) => `Exit code: 0\nWall time: some s\nOutput:\n${text}`;

const surroundings = [
  user(
    "<environment_context>\n<cwd>/repo</cwd>\n<platform>this</platform>\n<shell>this</shell>\n<date>today</date>\n<timezone>here</timezone>\n<sandbox>workspace-write</sandbox>\n<network>off</network>\n<approval>on-request</approval>\n</environment_context>",
  ),
  user('<project_instructions>\n<file path="AGENTS.md">\nUse tabs.\n</file>\n</project_instructions>'),
  user("<skills>all</skills>"),
];
const request = (input: readonly unknown[], more: object = {}) => ({
  model: "gpt-5.5",
  instructions: "base",
  tools: expect.arrayContaining(["exec_command", "write_stdin", "apply_patch", "update_plan", "view_image"]),
  tool_choice: "auto",
  parallel_tool_calls: true,
  reasoning: { summary: "auto" },
  include: ["reasoning.encrypted_content"],
  store: false,
  prompt_cache_key: "thread",
  stream: true,
  input: [...surroundings, ...input],
  ...more,
});
const summaryRequest = user(expect.stringMatching(/^<compaction>\n/) as string);
const summary = (text: string) =>
  user(
    `<conversation_summary>\nThe conversation before this was made shorter. This is its hand-over; go on from it without repeating what is done.\n\n${text}\n</conversation_summary>`,
  );
const isSummaryRequest = (input: readonly InputItem[]) => JSON.stringify(input.at(-1)).includes("<compaction>\\n");

test("the first turn, and a turn with tools", async () => {
  await using repo = await temporaryRepository({ files });
  await using on = await testCore();
  on.model.script([
    answer(say("Hello.")),
    answer(say("Let me see."), call("exec_command", { cmd: "cat README.md" })),
    answer(patch(addsB)),
    answer(say("Done.")),
  ]);
  const threadId = await begin(on, repo.path, "Hi");
  await on.when(threadId, done(1));
  on.core.threads.send(threadId, { id: messageId(), text: "Read it, write b" });
  await on.when(threadId, done(2));
  const first = [user("Hi")];
  const second = [...first, said("4_0", "Hello."), user("Read it, write b")];
  const third = [
    ...second,
    said("6_0", "Let me see."),
    called("6_1", "exec_command", { cmd: "cat README.md" }),
    output("6_1", ran("hello\n")),
  ];
  const fourth = [...third, ...patched("9_0", addsB)];
  expect(requestsOf(on.model, { path: repo.path, threadId })).toEqual(
    [first, second, third, fourth].map((input) => request(input)),
  );
});

test("what is said to a running turn over HTTP, and a message of the queue", async () => {
  await using repo = await temporaryRepository({ files });
  await using on = await testCore();
  on.model.script([
    broken(answer(say("one two three four", 4), patch(addsB)), "stall", "text"),
    answer(say("Tabs.")),
    answer(say("Queued.")),
  ]);
  const threadId = await begin(on, repo.path, "Hi");
  await on.when(threadId, speaking);
  on.core.threads.send(threadId, { id: messageId(), text: "Then this" });
  on.core.threads.steer(threadId, { id: messageId(), text: "With tabs" });
  on.model.release();
  await on.when(threadId, done(2));
  const first = [user("Hi")];
  const second = [...first, said("4_0", "one two three four"), ...patched("4_1", addsB), user("With tabs")];
  const third = [...second, said("8_0", "Tabs."), user("Then this")];
  expect(requestsOf(on.model, { path: repo.path, threadId })).toEqual(
    [first, second, third].map((input) => request(input)),
  );
});

test("what is said to a running answer over WebSocket", async () => {
  await using repo = await temporaryRepository({ files });
  await using on = await testCore({ config: "[provider]\nwebsocket = true\n" });
  on.model.script([
    broken(answer(say("one two three four", 4)), "stall", "text"),
    answer(say("Tabs."), call("exec_command", { cmd: "cat README.md" })),
    answer(say("Done.")),
  ]);
  const threadId = await begin(on, repo.path, "Hi");
  await on.when(threadId, speaking);
  on.core.threads.steer(threadId, { id: messageId(), text: "With tabs" });
  await on.when(threadId, ({ steers }) => steers[0]?.state === "accepted");
  on.model.release();
  await on.when(threadId, done(1));
  const first = [user("Hi")];
  const second = [
    ...first,
    said("4_0", "one two three four"),
    user("With tabs"),
    said("6_0", "Tabs."),
    called("6_1", "exec_command", { cmd: "cat README.md" }),
    output("6_1", ran("hello\n")),
  ];
  expect({
    requests: requestsOf(on.model, { path: repo.path, threadId }),
    // Of the second one only what the provider did not know went over the wire.
    wire: on.model.requests[1]?.received.input,
    steered: on.model.steers.map(({ input }) => input),
  }).toEqual({
    requests: [first, second].map((input) => request(input)),
    wire: [expect.objectContaining({ type: "function_call_output" })],
    steered: [[user("With tabs")]],
  });
});

test("a thread goes on after the death of its host", async () => {
  await using repo = await temporaryRepository({ files });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  await using on = await testCore({ home, model });
  model.script([broken(answer(say("Well."), call("exec_command", { cmd: "sleep 300" })), "stall", "called")]);
  const threadId = await begin(on, repo.path, "Hi");
  await on.when(threadId, ({ turns }) => turns[0]?.items.some((item) => item.type === "command") === true);
  on.core.threads.send(threadId, { id: messageId(), text: "Quick" });
  // What the disk has at this moment is what a killed host leaves behind.
  await using left = await homeOfKilled(home);
  await using next = await testCore({ home: left, model });
  model.script([answer(say("On it.")), answer(say("Done."))]);
  const { queue } = next.core.threads.load(threadId).thread;
  if (queue[0]) next.core.threads.queue.send(threadId, queue[0].id);
  await next.when(threadId, done(2));
  const first = [user("Hi")];
  const second = [
    ...first,
    said("4_0", "Well."),
    called("4_1", "exec_command", { cmd: "sleep 300" }),
    output("4_1", "This call was interrupted."),
    user(
      "<turn_interrupted>\nThe last turn was interrupted. Commands and edits of it may be half done: look before you build on them.\nUnder way at that moment:\n- sleep 300\n</turn_interrupted>",
    ),
    user("Quick"),
  ];
  expect(requestsOf(model, { path: repo.path, threadId })).toEqual([first, second].map((input) => request(input)));
});

test("a compaction by hand with a summary, and what the agent reads from then on", async () => {
  await using repo = await temporaryRepository({ files });
  await using on = await testCore();
  on.model.compacts(false);
  on.model.script([
    answer(
      call("update_plan", {
        plan: [
          { step: "Read", status: "completed" },
          { step: "Write b", status: "in_progress" },
        ],
      }),
      call("exec_command", { cmd: "cat README.md" }),
    ),
    answer(patch(addsB)),
    answer(say("Written.")),
    answer(say("README read, b.txt written.")),
    answer(say("Bye.")),
  ]);
  const threadId = await begin(on, repo.path, "Write b");
  await on.when(threadId, done(1));
  on.core.threads.compact(threadId);
  const compacted = await on.when(threadId, done(2));
  on.core.threads.send(threadId, { id: messageId(), text: "Thanks" });
  const after = await on.when(threadId, done(3));
  const requests = requestsOf(on.model, { path: repo.path, threadId });
  const state = user(
    "<work_state>\nFiles that were changed:\n- b.txt\n\nFiles that were looked at:\n- README.md\n\nThe plan's steps:\n- Read (completed)\n- Write b (in progress)\n</work_state>",
  );
  const turn = compacted.turns[1];
  const [item] = turn?.items ?? [];
  expect({
    asked: requests.at(-2),
    next: requests.at(-1),
    turn: [turn?.kind, turn?.outcome],
    item,
    gauge: after.turns[1]?.usage.context,
  }).toEqual({
    asked: request([...(requests[2]?.input.slice(3) ?? []), said("10_0", "Written."), summaryRequest], {
      tool_choice: "none",
    }),
    next: request([user("Write b"), summary("README read, b.txt written."), state, user("Thanks")]),
    turn: ["compaction", "completed"],
    item: {
      type: "compaction",
      id: expect.any(String),
      status: "completed",
      startedAt: expect.any(Number),
      endedAt: expect.any(Number),
      trigger: "manual",
      method: "summary",
      tokensBefore: compacted.turns[0]?.usage.context,
      tokensAfter: expect.any(Number),
      summary: "README read, b.txt written.",
    },
    gauge: item?.type === "compaction" ? item.tokensAfter : undefined,
  });
});

/** With this the window of 272,000 tokens counts as full after 54,400, which a long answer takes. */
const soonFull = "[agent]\ncompactAtPercent = 20\n";
const long = "x".repeat(230_000);

test("a full window is made shorter by the provider before a turn", async () => {
  await using repo = await temporaryRepository({ files });
  await using on = await testCore({ config: soonFull });
  on.model.script([answer(say(long, 1)), answer(say("Short."))]);
  const threadId = await begin(on, repo.path, "Tell me all");
  await on.when(threadId, done(1));
  on.core.threads.send(threadId, { id: messageId(), text: "And in short?" });
  const thread = await on.when(threadId, done(2));
  const requests = requestsOf(on.model, { path: repo.path, threadId });
  expect({
    next: requests[1],
    compacted: on.model.compactions.map(({ input }) => input.length),
    items: thread.turns[1]?.items.map(({ type, status }) => [type, status]),
  }).toEqual({
    next: request([
      user("Tell me all"),
      { id: "cmp_1", type: "compaction", encrypted_content: "sealed-compaction-1" },
      user("And in short?"),
    ]),
    compacted: [5],
    items: [
      ["user_message", "completed"],
      ["compaction", "completed"],
      ["agent_message", "completed"],
    ],
  });
});

test("a window that fills in mid-turn is made shorter between the tools' results and the next request", async () => {
  await using repo = await temporaryRepository({ files });
  await using on = await testCore({ config: soonFull });
  on.model.compacts(false);
  const replies = [answer(say(long, 1), call("exec_command", { cmd: "cat README.md" })), answer(say("Done."))];
  on.model.script(({ body }) => (isSummaryRequest(body.input) ? answer(say("Half way.")) : replies.shift()));
  const threadId = await begin(on, repo.path, "Tell me all");
  const thread = await on.when(threadId, done(1));
  const requests = requestsOf(on.model, { path: repo.path, threadId });
  expect({ requests, items: thread.turns[0]?.items.map(({ type, status }) => [type, status]) }).toEqual({
    requests: [
      request([user("Tell me all")]),
      request(
        [
          user("Tell me all"),
          said("4_0", long),
          called("4_1", "exec_command", { cmd: "cat README.md" }),
          output("4_1", ran("hello\n")),
          summaryRequest,
        ],
        { tool_choice: "none" },
      ),
      request([
        user("Tell me all"),
        summary("Half way."),
        user("<work_state>\nFiles that were looked at:\n- README.md\n</work_state>"),
      ]),
    ],
    items: [
      ["user_message", "completed"],
      ["agent_message", "completed"],
      ["command", "completed"],
      ["compaction", "completed"],
      ["agent_message", "completed"],
    ],
  });
});

test("there is nothing to compact in a thread that the model has not answered, nor twice", async () => {
  await using repo = await temporaryRepository({ files });
  await using on = await testCore();
  on.model.compacts(false);
  on.model.script([answer(say("Hello.")), answer(say("Hello. ".repeat(100), 100)), answer(say("Short."))]);
  const { project } = await on.core.projects.locate(repo.path);
  const empty = await on.core.threads.create({ projectId: project.id, workspace: { kind: "local" } });
  const nothing = expect.objectContaining({ code: "nothing_to_compact" });
  expect(() => on.core.threads.compact(empty)).toThrow(nothing);
  const threadId = await begin(on, repo.path, "Hi");
  await on.when(threadId, done(1));
  // A word for a word is as short as it gets.
  expect(() => on.core.threads.compact(threadId)).toThrow(nothing);
  on.core.threads.send(threadId, { id: messageId(), text: "More" });
  await on.when(threadId, done(2));
  on.core.threads.compact(threadId);
  expect(() => on.core.threads.steer(threadId, { id: messageId(), text: "No" })).toThrow(
    expect.objectContaining({ code: "turn_not_steerable" }),
  );
  expect(() => on.core.threads.compact(threadId)).toThrow(expect.objectContaining({ code: "turn_running" }));
  await on.when(threadId, done(3));
  expect(() => on.core.threads.compact(threadId)).toThrow(nothing);
});
