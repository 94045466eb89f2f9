import { answer, say, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { messageId, testCore } from "../testing/testCore.ts";
import { begin } from "./testing/begin.ts";

test("a watcher resumes behind the sequence number it knows, and gets the rest once", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(say("One.")), answer(say("Two."))]);
  const threadId = await begin(on, repo.path, "First");
  await on.status(threadId, "idle");
  const { seq } = on.core.threads.load(threadId);
  on.core.threads.send(threadId, { id: messageId(), text: "Second" });
  const done = await on.when(threadId, ({ turns }) => turns[1]?.outcome === "completed");
  const stop = new AbortController();
  const first = (await on.core.threads.watch(threadId, { after: seq, items: 200 }, stop.signal).next()).value;
  stop.abort();
  if (first?.type !== "events") throw new Error("expected events");
  const seqs = first.events.flatMap((event) => event.seq ?? []);
  expect({
    inOrder: seqs.every((value, index) => value === seq + 1 + index),
    ended: first.events.some((event) => event.type === "turn.ended" && event.turnId === done.turns[1]?.id),
  }).toEqual({ inOrder: true, ended: true });
});

test("a thread that is opened shows its last items, and pages backwards to its first", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script(() => answer(say("Yes.")));
  const threadId = await begin(on, repo.path, "0");
  await on.status(threadId, "idle");
  for (const n of [1, 2, 3, 4]) {
    on.core.threads.send(threadId, { id: messageId(), text: String(n) });
    await on.when(threadId, ({ turns }) => turns[n]?.outcome === "completed");
  }
  const stop = new AbortController();
  const first = (await on.core.threads.watch(threadId, { items: 3 }, stop.signal).next()).value;
  stop.abort();
  if (first?.type !== "snapshot") throw new Error("expected a snapshot");
  const turnId = first.thread.turns[0]?.id;
  const oldest = first.thread.turns[0]?.items[0];
  if (turnId === undefined || oldest === undefined) throw new Error("no item");
  const page = on.core.threads.earlier(threadId, { turnId, before: oldest.id }, 100);
  expect({
    shown: first.thread.turns.map(({ items, earlierItems }) => [items.length, earlierItems]),
    earlier: first.thread.earlierTurns,
    page: page.turns.map(({ items }) => items.length),
    before: page.earlierTurns,
  }).toEqual({
    shown: [
      [1, 1],
      [2, 0],
    ],
    earlier: 3,
    page: [2, 2, 2, 1],
    before: 0,
  });
});
