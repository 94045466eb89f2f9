import { expect, test } from "vitest";
import { restartDelay } from "./hostRestart.ts";

test("each death within a minute doubles the wait, and the sixth is for a person", () => {
  const deaths = [0, 1_000, 2_000, 3_000, 4_000, 5_000];
  const delays = deaths.map((now, index) => restartDelay(deaths.slice(0, index + 1), now));
  expect(delays).toEqual([100, 200, 400, 800, 1_600, null]);
});

test("deaths of long ago do not count", () => {
  expect(restartDelay([0, 1, 2, 3, 4, 70_000], 70_000)).toBe(100);
});
