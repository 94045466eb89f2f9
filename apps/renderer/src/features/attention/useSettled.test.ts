import { expect, test } from "vitest";
import { isTooSoon } from "./useSettled.ts";

test("a key does not answer what came up under the finger, and goes anywhere else at once", () => {
  expect(["y", "A", "n", "1", "Enter"].map((key) => isTooSoon(key, 1_200, 1_000))).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
  expect(["j", "h", "Escape", "Tab"].map((key) => isTooSoon(key, 1_200, 1_000))).toEqual([false, false, false, false]);
  expect([isTooSoon("y", 1_500, 1_000), isTooSoon("y", 5, Number.NEGATIVE_INFINITY)]).toEqual([false, false]);
});
