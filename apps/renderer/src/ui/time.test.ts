import { expect, test } from "vitest";
import { age, duration, nextAge, tokens } from "./time.ts";

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

test("an age reads the same until the moment that is told, and differently from then on", () => {
  for (const ago of [0, 59_999, 6 * minute, 59 * minute, 125 * minute, 23.5 * 60 * minute, 13 * 1440 * minute, 1e10]) {
    const next = nextAge(1_000, 1_000 + ago);
    expect([age(1_000, next - 1), age(1_000, next) === age(1_000, 1_000 + ago)]).toEqual([
      age(1_000, 1_000 + ago),
      false,
    ]);
  }
});
