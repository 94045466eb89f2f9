import type { MessageId, Thread, ThreadId } from "@flightdeck/contract";
import { answer, broken, say, startModelServer, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";

const begin = async (on: TestCore, path: string): Promise<ThreadId> => {
  const { project } = await on.core.projects.locate(path);
  return on.core.threads.create({ projectId: project.id, workspace: { kind: "local" }, text: "Go" });
};

const speaking = ({ turns }: Thread) => turns.at(-1)?.items.some((item) => item.type === "agent_message") === true;
const texts = ({ queue }: Thread) => queue.map(({ text }) => text);
const stalled = broken(answer(say("one two three four five", 4)), "stall", "text");

/** A thread whose turn does not end, with messages in its queue. */
async function queued(on: TestCore, path: string, ...messages: readonly string[]) {
  on.model.script([stalled]);
  const threadId = await begin(on, path);
  await on.when(threadId, speaking);
  const ids = messages.map((text): MessageId => {
    const id = messageId();
    on.core.threads.send(threadId, { id, text });
    return id;
  });
  return { threadId, ids, now: () => texts(on.core.threads.load(threadId).thread) };
}

test("queued messages are edited, moved and removed, and the next host has them as they were left", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  let threadId: ThreadId;
  const seen: (readonly string[])[] = [];
  {
    await using on = await testCore({ home, model });
    const { queue } = on.core.threads;
    const lane = await queued(on, repo.path, "a", "b", "c");
    threadId = lane.threadId;
    const [a, b, c] = lane.ids as [MessageId, MessageId, MessageId];
    const step = (change: () => void) => {
      change();
      seen.push(lane.now());
    };
    step(() => queue.edit(threadId, b, "B"));
    step(() => queue.move(threadId, c, a));
    step(() => queue.move(threadId, c, undefined));
    step(() => queue.move(threadId, a, a));
    step(() => queue.move(threadId, a, messageId()));
    step(() => queue.remove(threadId, b));
    for (const change of [
      () => queue.edit(threadId, b, "x"),
      () => queue.move(threadId, b, a),
      () => queue.remove(threadId, b),
      () => queue.send(threadId, b),
      () => queue.promote(threadId, b),
    ])
      expect(change).toThrow(expect.objectContaining({ code: "message_not_found" }));
  }
  await using on = await testCore({ home, model });
  expect({ seen, next: texts(on.core.threads.load(threadId).thread) }).toEqual({
    seen: [
      ["a", "B", "c"],
      ["c", "a", "B"],
      ["a", "B", "c"],
      ["a", "B", "c"],
      ["B", "c", "a"],
      ["c", "a"],
    ],
    next: ["c", "a"],
  });
});

test("a queued message that is promoted is said to the running turn", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const { threadId, ids, now } = await queued(on, repo.path, "a", "b");
  on.model.script([answer(say("Yes.")), answer(say("Done."))]);
  on.core.threads.queue.promote(threadId, ids[1] as MessageId);
  const { steers } = on.core.threads.load(threadId).thread;
  const left = now();
  on.model.release();
  const thread = await on.when(threadId, ({ turns }) => turns[1]?.outcome === "completed");
  expect({
    left,
    steers: steers.map(({ text }) => text),
    said: thread.turns.map(({ items }) => items.flatMap((item) => (item.type === "user_message" ? item.text : []))),
  }).toEqual({ left: ["a"], steers: ["b"], said: [["Go", "b"], ["a"]] });
});

test("a queued message cannot be said to a turn that is over", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const { threadId, ids, now } = await queued(on, repo.path, "a");
  on.core.threads.interrupt(threadId);
  await on.status(threadId, "interrupted");
  expect(() => on.core.threads.queue.promote(threadId, ids[0] as MessageId)).toThrow(
    expect.objectContaining({ code: "turn_not_running" }),
  );
  expect(now()).toEqual(["a"]);
});
