import { expect, test } from "vitest";
import { ahead, clockChange, dayOf, nextAhead, timeOfDay } from "./moments.ts";

const minute = 60_000;
const hour = 60 * minute;
const now = Date.UTC(2026, 10, 20, 14, 44);

test("how far ahead something is, in the two units that matter", () => {
  const spans = [-1, 0, 1, 36 * minute, 60 * minute, 196 * minute, 24 * hour, 59 * hour, 96 * hour];
  expect(spans.map((span) => ahead(now + span, now))).toEqual([
    "due now",
    "due now",
    "in 1 min",
    "in 36 min",
    "in 1 h",
    "in 3 h 16 min",
    "in 1 d",
    "in 2 d 11 h",
    "in 4 d",
  ]);
});

test("it is told anew exactly when it reads differently", () => {
  for (const span of [90_000, 59 * minute + 1, 3 * hour, 23 * hour + 1, 25 * hour + 5, 59 * hour]) {
    const at = now + span;
    const change = nextAhead(at, now);
    expect(change).toBeGreaterThan(now);
    expect([ahead(at, change - 1), ahead(at, change) === ahead(at, now)]).toEqual([ahead(at, now), false]);
  }
  expect(nextAhead(now, now)).toBe(Number.MAX_SAFE_INTEGER);
});

test("a due time is told in its own zone, with the year where it is another one", () => {
  const at = Date.UTC(2026, 10, 23, 1, 30);
  expect([dayOf(at, now, "Europe/Berlin"), timeOfDay(at, "Europe/Berlin")]).toEqual(["Mon 23 Nov", "02:30"]);
  expect([dayOf(at, now, "America/Los_Angeles"), timeOfDay(at, "America/Los_Angeles")]).toEqual([
    "Sun 22 Nov",
    "17:30",
  ]);
  expect(dayOf(Date.UTC(2027, 0, 1, 12), now, "UTC")).toBe("Fri 1 Jan 2027");
  expect(timeOfDay(Date.UTC(2026, 0, 1), "UTC")).toBe("00:00");
  expect(timeOfDay(at, "Nowhere/Land")).toMatch(/^\d\d:\d\d$/);
});

test("between two due times it is told that the clocks change", () => {
  const at = (month: number, day: number) => Date.UTC(2026, month, day, 12);
  expect([
    clockChange(at(2, 28), at(2, 29), "Europe/Berlin"),
    clockChange(at(9, 24), at(9, 25), "Europe/Berlin"),
    clockChange(at(9, 25), at(9, 26), "Europe/Berlin"),
    clockChange(at(2, 28), at(2, 29), "UTC"),
  ]).toEqual(["forward", "back", undefined, undefined]);
});
