import { ItemId, TurnId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { agentMessage, thread, turn, turnId, userMessage } from "../../testing/samples.ts";
import { firstItem, foldPage, foldThread, type OpenThread, resumeFrom } from "./fold.ts";

const ready = (change: Parameters<typeof thread>[0], seq = 7): OpenThread => ({
  state: "ready",
  seq,
  thread: thread(change),
});

test("an event that a resumed watch says again changes nothing", () => {
  const open = ready({});
  const titled = { type: "thread.titled", title: "Other", at: 2 } as const;
  expect(foldThread(open, { type: "events", events: [{ ...titled, seq: 7 }] })).toEqual(open);
  expect(foldThread(open, { type: "events", events: [{ ...titled, seq: 8 }] })).toEqual(
    ready({ title: "Other", updatedAt: 2 }, 8),
  );
});

test("live events grow an item and leave the sequence where it is", () => {
  const open = ready({ turns: [turn({ items: [agentMessage("i1", "Hel", "running")] })] });
  const delta = { type: "item.delta", turnId, itemId: ItemId.parse("i1"), text: "lo", at: 2 } as const;
  expect(foldThread(open, { type: "events", events: [delta] })).toEqual(
    ready({ turns: [turn({ items: [agentMessage("i1", "Hello", "running")] })], updatedAt: 2 }),
  );
});

test("events before the first snapshot are not a thread", () => {
  const loading: OpenThread = { state: "loading" };
  expect(
    foldThread(loading, { type: "events", events: [{ type: "thread.titled", title: "x", at: 1, seq: 1 }] }),
  ).toEqual(loading);
});

test("a new snapshot keeps the earlier pages that were read, and takes the rest from the host", () => {
  const old = turn({ id: TurnId.parse("turn0"), outcome: "completed", items: [userMessage("a")] });
  const held = ready({
    earlierTurns: 3,
    turns: [old, turn({ items: [userMessage("b"), userMessage("c"), agentMessage("d", "half", "running")] })],
  });
  const snapshot = thread({
    earlierTurns: 4,
    turns: [turn({ outcome: "completed", earlierItems: 1, items: [userMessage("c"), agentMessage("d", "whole")] })],
  });
  expect(foldThread(held, { type: "snapshot", seq: 20, thread: snapshot })).toEqual({
    state: "ready",
    seq: 20,
    thread: thread({
      earlierTurns: 3,
      turns: [
        old,
        turn({ outcome: "completed", items: [userMessage("b"), userMessage("c"), agentMessage("d", "whole")] }),
      ],
    }),
  });
});

test("a snapshot that begins where nothing is held replaces all", () => {
  const held = ready({ turns: [turn({ items: [userMessage("a")] })] });
  const snapshot = thread({ earlierTurns: 9, turns: [turn({ id: TurnId.parse("turn9"), items: [userMessage("z")] })] });
  expect(foldThread(held, { type: "snapshot", seq: 90, thread: snapshot })).toEqual({
    state: "ready",
    seq: 90,
    thread: snapshot,
  });
});

test("after turns were rolled back the snapshot leaves them out and keeps the earlier pages that were read", () => {
  const turns = ["turn0", "turn1", "turn2"].map((id) =>
    turn({ id: TurnId.parse(id), outcome: "completed", items: [userMessage(id)] }),
  );
  const held = ready({ earlierTurns: 2, turns });
  const left = thread({ earlierTurns: 3, turns: turns.slice(1, 2) });
  expect(foldThread(foldThread(held, { type: "resync" }), { type: "snapshot", seq: 9, thread: left })).toEqual({
    state: "ready",
    seq: 9,
    thread: thread({ earlierTurns: 2, turns: turns.slice(0, 2) }),
  });
});

test("a watch resumes from its sequence unless something was streaming", () => {
  expect(resumeFrom({ state: "loading" })).toBeUndefined();
  expect(resumeFrom(ready({ turns: [turn({ items: [agentMessage("i1", "done")] })] }))).toBe(7);
  expect(resumeFrom(ready({ turns: [turn({ items: [agentMessage("i1", "ha", "running")] })] }))).toBeUndefined();
});

test("a page that was read before another beginning than the thread has now is dropped, so that nothing is left out", () => {
  const page = { turns: [turn({ id: TurnId.parse("turn0"), items: [userMessage("a")] })], earlierTurns: 0 };
  const before = ready({ turns: [turn({ items: [userMessage("b")] })], earlierTurns: 1 });
  const after = ready({ turns: [turn({ id: TurnId.parse("turn9"), items: [userMessage("z")] })], earlierTurns: 9 });
  const first = firstItem(before)?.before;
  if (first === undefined) throw new Error("no item");
  expect([foldPage(before, first, page), foldPage(after, first, page)]).toEqual([
    ready({ turns: [...page.turns, turn({ items: [userMessage("b")] })], earlierTurns: 0 }),
    after,
  ]);
});
