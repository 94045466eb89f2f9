import type { PlanComment } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { commentsAt, readWriting, settled, withWritten, writeWriting } from "./comments.ts";

const one: PlanComment = { id: "1", stepId: "a", text: "Why?", at: 1, state: "open", sent: true };
const fresh = { id: "2", at: 2, about: "Test it" };

test("a comment is new, changed or none, and a changed one is news again", () => {
  expect([
    withWritten([one], { stepId: "b", text: " How? " }, fresh),
    withWritten([one], { text: "All of it" }, fresh),
    withWritten([one], { id: "1", stepId: "a", text: "Why not?" }, fresh),
    withWritten([one], { id: "1", text: "Why?" }, fresh),
    withWritten([one], { text: "  " }, fresh),
  ]).toEqual([
    [one, { id: "2", stepId: "b", about: "Test it", text: "How?", at: 2, state: "open" }],
    [one, { id: "2", text: "All of it", at: 2, state: "open" }],
    [{ ...one, text: "Why not?", sent: false }],
    [one],
    [one],
  ]);
});

test("a comment whose step is gone stands with those on the whole plan, and is beside its step when that is back", () => {
  const steps = [{ id: "a" }];
  expect([
    commentsAt([one], "a", steps),
    commentsAt([one], undefined, steps),
    commentsAt([one], undefined, []),
  ]).toEqual([[one], [], [one]]);
  expect(settled([one], "1", "resolved")).toEqual([{ ...one, state: "resolved" }]);
});

test("a comment that is being written is there again, for its own plan alone", () => {
  const kept = writeWriting("item", { stepId: "a", text: "Wh" });
  expect([
    readWriting(kept, "item"),
    readWriting(kept, "other"),
    readWriting("{", "item"),
    readWriting("7", "item"),
  ]).toEqual([{ stepId: "a", text: "Wh" }, undefined, undefined, undefined]);
});
