import { expect, test } from "vitest";
import { morningSince } from "./left.ts";

const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 52).getTime();

test("the morning tells since the person left, and says when that was as one remembers it", () => {
  const now = at(20, 8);
  expect([at(19, 18), at(16, 18), at(8, 18)].map((left) => morningSince(left, now).words)).toEqual([
    "Since you left at 18:52",
    "Since you left on Monday at 18:52",
    "Since you left on 8 November at 18:52",
  ]);
  const day = { at: now - 24 * 3_600_000, words: "In the last 24 hours" };
  expect([undefined, at(1, 8), at(21, 8)].map((left) => morningSince(left, now))).toEqual([day, day, day]);
});
