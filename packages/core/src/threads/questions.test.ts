import type { PendingQuestion, ThreadId, ThreadSettings } from "@flightdeck/contract";
import { answer, broken, call, say, startModelServer, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import Database from "better-sqlite3";
import { join } from "node:path";
import { expect, test } from "vitest";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";

const begin = async (on: TestCore, path: string, settings?: Partial<ThreadSettings>): Promise<ThreadId> => {
  const { project } = await on.core.projects.locate(path);
  const workspace = { kind: "local" } as const;
  return on.core.threads.create({ projectId: project.id, workspace, text: "Go", settings });
};

const options = [{ label: "SQLite", description: "One file" }, { label: "Postgres" }];
const asks = answer(
  call("request_user_input", {
    questions: [
      { id: "store", header: "Store", question: "Which database?", options },
      { id: "token", header: "Token", question: "What is the token?", secret: true },
    ],
  }),
);
const fields = [
  { id: "store", header: "Store", question: "Which database?", options, freeText: true, secret: false },
  { id: "token", header: "Token", question: "What is the token?", options: [], freeText: true, secret: true },
];

const logOf = (home: string): string => {
  const db = new Database(join(home, "flightdeck.db"), { readonly: true });
  const rows = db.prepare<[], { json: string }>("SELECT json FROM thread_events").all();
  db.close();
  return rows.map(({ json }) => json).join("\n");
};

const only = (pending: readonly PendingQuestion[]): PendingQuestion => {
  const [question, ...others] = pending;
  if (question === undefined || others.length > 0) throw new Error(`${pending.length} questions wait`);
  return question;
};

test("the agent asks, the person answers, the model reads it; a secret stays out of the log", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([asks, answer(say("Thanks."))]);
  const threadId = await begin(on, repo.path);
  const waiting = await on.when(threadId, ({ questions }) => questions.length === 1);
  const pending = only(on.core.questions.pending());
  expect({ pending, row: on.core.threads.load(threadId).row.preview, item: waiting.turns[0]?.items[1] }).toEqual({
    pending: {
      id: expect.any(String),
      turnId: waiting.turns[0]?.id,
      itemId: waiting.turns[0]?.items[1]?.id,
      askedAt: expect.any(Number),
      threadId,
      projectId: waiting.projectId,
      threadTitle: "Go",
      text: "Which database?",
    },
    row: "Asks: Which database?",
    item: { id: pending.itemId, type: "question", status: "running", startedAt: expect.any(Number), fields },
  });

  on.core.threads.answerQuestion(threadId, pending.id, { store: " SQLite ", token: "hunter2" });
  const thread = await on.status(threadId, "idle");
  expect({
    item: thread.turns[0]?.items[1],
    left: on.core.questions.pending(),
    output: on.model.requests[1]?.body.input.at(-1),
    inLog: logOf(on.home).includes("hunter2"),
  }).toEqual({
    item: {
      id: pending.itemId,
      type: "question",
      status: "completed",
      startedAt: expect.any(Number),
      endedAt: expect.any(Number),
      fields,
      answers: { store: "SQLite", token: "•••" },
    },
    left: [],
    output: expect.objectContaining({
      type: "function_call_output",
      output: '{"answers":{"store":"SQLite","token":"hunter2"}}',
    }),
    inLog: false,
  });
  expect(() => on.core.threads.answerQuestion(threadId, pending.id, { store: "a", token: "b" })).toThrow(
    expect.objectContaining({ code: "question_answered" }),
  );
});

test("who writes to the turn instead of answering is read at once, and the question is taken back", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([asks, answer(say("Then no database."))]);
  const threadId = await begin(on, repo.path);
  await on.when(threadId, ({ questions }) => questions.length === 1);
  const { id } = only(on.core.questions.pending());
  on.core.threads.steer(threadId, { id: messageId(), text: "No database at all" });
  const thread = await on.status(threadId, "idle");
  expect({
    items: thread.turns[0]?.items.map(({ type, status }) => [type, status]),
    left: [thread.questions, thread.steers, on.core.questions.pending()],
    read: on.model.requests[1]?.body.input.slice(-2),
  }).toEqual({
    items: [
      ["user_message", "completed"],
      ["question", "declined"],
      ["user_message", "completed"],
      ["agent_message", "completed"],
    ],
    left: [[], [], []],
    read: [
      expect.objectContaining({
        type: "function_call_output",
        output: expect.stringContaining("they wrote you a message instead"),
      }),
      expect.objectContaining({ content: [{ type: "input_text", text: "No database at all" }] }),
    ],
  });
  expect(() => on.core.threads.answerQuestion(threadId, id, { store: "a", token: "b" })).toThrow(
    expect.objectContaining({ code: "question_answered" }),
  );
});

test("a question that comes when the person has already said something is not put to them before the agent read that", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([broken(answer(say("I think about it"), ...asks.parts), "stall", "text"), answer(say("All right."))]);
  const threadId = await begin(on, repo.path);
  await on.when(threadId, ({ turns }) => turns[0]?.items.some(({ type }) => type === "agent_message") ?? false);
  on.core.threads.steer(threadId, { id: messageId(), text: "Use SQLite" });
  on.model.release();
  const asked: number[] = [];
  const thread = await on.when(threadId, ({ questions, turns }) => {
    asked.push(questions.length);
    return turns[0]?.outcome === "completed";
  });
  expect([Math.max(...asked), thread.turns[0]?.items.map(({ type, status }) => [type, status])]).toEqual([
    0,
    [
      ["user_message", "completed"],
      ["agent_message", "completed"],
      ["question", "declined"],
      ["user_message", "completed"],
      ["agent_message", "completed"],
    ],
  ]);
});

test("an answer that leaves out a field changes nothing", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([asks, answer(say("Thanks."))]);
  const threadId = await begin(on, repo.path);
  await on.when(threadId, ({ questions }) => questions.length === 1);
  const { id } = only(on.core.questions.pending());
  expect(() => on.core.threads.answerQuestion(threadId, id, { store: "SQLite", token: " " })).toThrow(
    expect.objectContaining({ code: "input_invalid", detail: 'Answer "Token" too' }),
  );
  expect(only(on.core.questions.pending()).id).toBe(id);
});

test("a question survives the death of its host under its id, and its answer goes on with the work", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  model.script([asks, answer(say("Thanks."))]);
  let threadId: ThreadId;
  let asked: PendingQuestion;
  {
    await using on = await testCore({ home, model });
    threadId = await begin(on, repo.path);
    await on.when(threadId, ({ questions }) => questions.length === 1);
    asked = only(on.core.questions.pending());
  }
  await using on = await testCore({ home, model });
  const { thread } = on.core.threads.load(threadId);
  expect([only(on.core.questions.pending()), on.core.threads.load(threadId).row.status]).toEqual([
    asked,
    "waiting_answer",
  ]);
  on.core.threads.answerQuestion(threadId, asked.id, { store: "Postgres", token: "hunter2" });
  const after = await on.status(threadId, "idle");
  expect({
    item: after.turns[0]?.items[1],
    read: model.requests[1]?.body.input.slice(-2),
    inLog: logOf(on.home).includes("hunter2"),
  }).toEqual({
    item: {
      ...thread.turns[0]?.items[1],
      status: "completed",
      endedAt: expect.any(Number),
      answers: { store: "Postgres", token: "•••" },
    },
    read: [
      {
        type: "message",
        role: "user",
        content: [
          {
            type: "input_text",
            text: [
              "<questions_answered>",
              "The last turn was cut off while these questions waited. The person has answered them now:",
              "- Which database?\n  Postgres",
              "- What is the token?\n  hunter2",
              "</questions_answered>",
            ].join("\n"),
          },
        ],
      },
      {
        type: "message",
        role: "user",
        content: [
          {
            type: "input_text",
            text: "<thread_continued>\nThe person has answered your questions: go on.\n</thread_continued>",
          },
        ],
      },
    ],
    inLog: false,
  });
});

test("an answer that was kept as its host died is told to the model by the next one; a secret is asked for again", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  model.script([asks, answer(say("Thanks."))]);
  let threadId: ThreadId;
  {
    await using on = await testCore({ home, model });
    threadId = await begin(on, repo.path);
    await on.when(threadId, ({ questions }) => questions.length === 1);
    on.core.threads.answerQuestion(threadId, only(on.core.questions.pending()).id, {
      store: "SQLite",
      token: "hunter2",
    });
    // Closed in the same moment: the tool that waited never gets to its output.
  }
  await using on = await testCore({ home, model });
  const { thread } = on.core.threads.load(threadId);
  on.core.threads.send(threadId, { id: messageId(), text: "Go on" });
  await on.status(threadId, "idle");
  expect({
    item: thread.turns[0]?.items[1],
    read: model.requests[1]?.body.input.slice(-2),
  }).toEqual({
    item: expect.objectContaining({ status: "completed", answers: { store: "SQLite", token: "•••" } }),
    read: [
      [
        "<questions_answered>",
        "The last turn was cut off while these questions waited. The person has answered them now:",
        "- Which database?\n  SQLite",
        "- What is the token?\n  (answered, but as a secret it was not kept: ask again if it is still needed)",
        "</questions_answered>",
      ].join("\n"),
      "Go on",
    ].map((text) => ({ type: "message", role: "user", content: [{ type: "input_text", text }] })),
  });
});

test("who writes on after a restart has left the question behind", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  model.script([asks, answer(say("Fine."))]);
  let threadId: ThreadId;
  {
    await using on = await testCore({ home, model });
    threadId = await begin(on, repo.path);
    await on.when(threadId, ({ questions }) => questions.length === 1);
  }
  await using on = await testCore({ home, model });
  on.core.threads.send(threadId, { id: messageId(), text: "Never mind" });
  const thread = await on.status(threadId, "idle");
  expect({ questions: thread.questions, pending: on.core.questions.pending() }).toEqual({ questions: [], pending: [] });
});

test("a stopped turn takes its question back", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([asks]);
  const threadId = await begin(on, repo.path);
  await on.when(threadId, ({ questions }) => questions.length === 1);
  on.core.threads.interrupt(threadId);
  const thread = await on.when(
    threadId,
    ({ turns, questions }) => turns[0]?.outcome === "interrupted" && questions.length === 0,
  );
  expect([thread.turns[0]?.items[1]?.status, on.core.questions.pending()]).toEqual(["interrupted", []]);
});

test("where nobody is asked, the agent is told to decide", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([asks, answer(say("I take SQLite."))]);
  const threadId = await begin(on, repo.path, { approval: "never" });
  const thread = await on.status(threadId, "idle");
  expect([thread.turns[0]?.items[1], on.model.requests[1]?.body.input.at(-1)]).toEqual([
    expect.objectContaining({ type: "tool_call", tool: "request_user_input", status: "failed" }),
    expect.objectContaining({ output: expect.stringContaining("This thread never asks: nobody will answer.") }),
  ]);
});
