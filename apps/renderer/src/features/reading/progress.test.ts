import { expect, test } from "vitest";
import { progressWords, shortProgress } from "./progress.ts";

test("how far a thread is read is said in a person's words, what changed since they looked first where room is short", () => {
  const cases = [
    { hunks: 12, read: 3, fresh: 0 },
    { hunks: 1_200, read: 1_003, fresh: 2 },
    { hunks: 12, read: 12, fresh: 0 },
    { hunks: 1, read: 1, fresh: 0 },
    { hunks: 1, read: 0, fresh: 0 },
  ];
  expect(cases.map((reading) => [progressWords(reading), shortProgress(reading)])).toEqual([
    ["3 of 12 hunks read", "3 of 12 read"],
    ["1,003 of 1,200 hunks read, 2 changed since you looked", "2 new to read"],
    ["All 12 hunks read", "all read"],
    ["The hunk is read", "all read"],
    ["0 of 1 hunk read", "0 of 1 read"],
  ]);
});
