import { addFilePatch, answer, call, patch, reason, say, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { messageId, testCore } from "../../testing/testCore.ts";
import { begin } from "./testing/work.ts";

const never = new AbortController().signal;

test("a text is found in everything that is shown, in turns long gone too, and counted", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([
    answer(
      reason("I think of Möwen"),
      say("The “harbour” has\na Harbour."),
      call("exec_command", { cmd: "echo harbour" }),
      patch(addFilePatch("harbour.txt", "harbour")),
    ),
    answer(say("Done.")),
    answer(say("Nothing here")),
    answer(say("The harbour again, möwen")),
  ]);
  const threadId = await begin(on, repo.path, { workspace: { kind: "local" }, text: "Look at the harbour" });
  await on.core.threads.idle();
  for (const text of ["Second", "Third"]) {
    on.core.threads.send(threadId, { id: messageId(), text });
    await on.core.threads.idle();
  }
  const look = async (text: string) => {
    const found = await on.core.threads.history.find({ threadId, text }, never);
    const all = on.core.threads.load(threadId).thread.turns.flatMap(({ items }) => items);
    return found.items.map(({ itemId, count }) => [all.find(({ id }) => id === itemId)?.type, count]);
  };
  expect(await look("harbour")).toEqual([
    ["user_message", 1],
    ["agent_message", 2],
    ["command", 2],
    ["file_change", 2],
    ["agent_message", 1],
  ]);
  // Quotes, line breaks and letters beyond ASCII are written otherwise in the log than they are looked for.
  expect(await Promise.all(["“harbour” has\na", "MÖWEN", "no such thing"].map(look))).toEqual([
    [["agent_message", 1]],
    [
      ["reasoning", 1],
      ["agent_message", 1],
    ],
    [],
  ]);
});

test("turns that a host holds no more are looked through as well, and only those that may have it", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const lines = (turn: number) => Array.from({ length: 300 }, (_, n) => say(`Line ${n} of turn ${turn}.`, 1));
  on.model.script((_request, n) => answer(...lines(n)));
  const threadId = await begin(on, repo.path, { workspace: { kind: "local" }, text: "Turn" });
  await on.core.threads.idle();
  for (let turn = 1; turn < 5; turn += 1) {
    on.core.threads.send(threadId, { id: messageId(), text: "Turn" });
    await on.core.threads.idle();
  }
  const find = async (text: string) => {
    const { items, more } = await on.core.threads.history.find({ threadId, text }, never);
    return [items.length, more];
  };
  expect(on.core.threads.load(threadId).thread.earlierTurns).toBeGreaterThan(0);
  expect([await find("of turn 0"), await find("Line 7 of"), await find("line")]).toEqual([
    [300, false],
    [5, false],
    [1500, false],
  ]);
});
