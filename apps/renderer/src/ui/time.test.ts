import { expect, test } from "vitest";
import { age, duration, tokens } from "./time.ts";

const minute = 60_000;

test("ages are short and closed up, and a clock that is behind shows no negative ones", () => {
  const ages = [-5, 30_000, 6 * minute, 125 * minute, 3 * 1440 * minute, 40 * 1440 * minute];
  expect(ages.map((ago) => age(0, ago))).toEqual(["now", "now", "6m", "2h", "3d", "5w"]);
});

test("durations carry a space", () => {
  expect([340, 12_400, 24 * minute, 125 * minute].map(duration)).toEqual(["340 ms", "12.4 s", "24 min", "2 h 05"]);
});

test("tokens are rounded to what can be read at a glance", () => {
  expect([860, 1_240, 486_400, 1_150_000].map(tokens)).toEqual(["860", "1.2 k", "486 k", "1.1 M"]);
});
