import type { ThreadId } from "@flightdeck/contract";
import { answer, call, say, startModelServer, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";
import { begin, shape } from "./testing/begin.ts";

test("an approval is asked once, seen in the queue of all threads, and its answer lets the turn go on", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([
    answer(call("exec_command", { cmd: "echo outside", escalate: true, justification: "May I?" })),
    answer(say("Thanks.")),
  ]);
  const threadId = await begin(on, repo.path, "Go");
  const waiting = await on.when(threadId, ({ approvals }) => approvals.length === 1);
  const [approval] = waiting.approvals;
  if (approval === undefined) throw new Error("no approval");
  const pending = on.core.approvals.pending().map(({ id, threadTitle, request }) => ({ id, threadTitle, request }));
  on.core.threads.answer(threadId, approval.id, "approve");
  const thread = await on.status(threadId, "idle");
  expect({ pending, left: on.core.approvals.pending(), items: shape(thread.turns[0]?.items) }).toEqual({
    pending: [
      {
        id: approval.id,
        threadTitle: "Go",
        request: {
          kind: "command",
          command: "echo outside",
          cwd: repo.path,
          reason: "escalate",
          justification: "May I?",
        },
      },
    ],
    left: [],
    items: [
      ["user_message", "completed", "Go"],
      ["command", "completed", undefined],
      ["agent_message", "completed", "Thanks."],
    ],
  });
  expect(() => on.core.threads.answer(threadId, approval.id, "decline")).toThrow(
    expect.objectContaining({ code: "approval_answered" }),
  );
});

test.each(["approve", "decline"] as const)(
  "an approval outlives its host under its id, and the thread goes on from '%s'",
  async (decision) => {
    await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
    await using home = await temporaryFolder();
    await using model = await startModelServer();
    const ask = answer(call("exec_command", { cmd: "echo outside", escalate: true, justification: "May I?" }));
    model.script([ask]);
    let threadId: ThreadId;
    let asked: unknown;
    {
      await using on = await testCore({ home, model });
      threadId = await begin(on, repo.path, "Go");
      asked = (await on.when(threadId, ({ approvals }) => approvals.length === 1)).approvals[0];
    }
    await using on = await testCore({ home, model });
    const { thread } = on.core.threads.load(threadId);
    const [pending] = on.core.approvals.pending();
    if (pending === undefined) throw new Error("the approval is gone");
    expect({ approvals: thread.approvals, outcome: thread.turns[0]?.outcome, pending: pending.id }).toEqual({
      approvals: [asked],
      outcome: "interrupted",
      pending: thread.approvals[0]?.id,
    });
    model.script([ask, answer(say("Understood."))]);
    on.core.threads.answer(threadId, pending.id, decision);
    const after = await on.status(threadId, "idle");
    expect({ left: on.core.approvals.pending(), items: shape(after.turns[1]?.items) }).toEqual({
      left: [],
      items: [
        ["command", decision === "approve" ? "completed" : "declined", undefined],
        ["agent_message", "completed", "Understood."],
      ],
    });
  },
);

test("two approvals that outlive their host are both answered once, though the first answer already goes on", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  const ask = answer(
    call("exec_command", { cmd: "echo one", escalate: true }),
    call("exec_command", { cmd: "echo two", escalate: true }),
  );
  model.script([ask]);
  let threadId: ThreadId;
  {
    await using on = await testCore({ home, model });
    threadId = await begin(on, repo.path, "Go");
    await on.when(threadId, ({ approvals }) => approvals.length === 2);
  }
  await using on = await testCore({ home, model });
  const [one, two] = on.core.approvals.pending();
  if (one === undefined || two === undefined) throw new Error("an approval is gone");
  model.script([ask, answer(say("Understood."))]);
  on.core.threads.answer(threadId, one.id, "approve");
  on.core.threads.answer(threadId, two.id, "decline");
  const after = await on.status(threadId, "idle");
  const commands = after.turns[1]?.items.filter((item) => item.type === "command") ?? [];
  expect(commands.map(({ command, status }) => `${command}: ${status}`).sort()).toEqual([
    "echo one: completed",
    "echo two: declined",
  ]);
});

test.each([
  ["a message", (on: TestCore, id: ThreadId) => void on.core.threads.send(id, { id: messageId(), text: "Never mind" })],
  ["putting the thread away", (on: TestCore, id: ThreadId) => on.core.threads.flag(id, { archived: true })],
])("what a turn of an earlier host had asked is moot after %s", async (_name, act) => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  model.script([answer(call("exec_command", { cmd: "echo outside", escalate: true })), answer(say("Fine."))]);
  let threadId: ThreadId;
  {
    await using on = await testCore({ home, model });
    threadId = await begin(on, repo.path, "Go");
    await on.when(threadId, ({ approvals }) => approvals.length === 1);
  }
  await using on = await testCore({ home, model });
  const before = on.core.approvals.pending().length;
  act(on, threadId);
  await on.core.threads.idle();
  const { thread } = on.core.threads.load(threadId);
  expect({ before, pending: on.core.approvals.pending(), left: thread.approvals }).toEqual({
    before: 1,
    pending: [],
    left: [],
  });
});
