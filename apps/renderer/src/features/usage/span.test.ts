import { expect, test } from "vitest";
import { sinceOf } from "./span.ts";

test("a span begins at midnight of its first day, whatever the clocks did since", () => {
  const now = new Date(2026, 2, 30, 15, 20).getTime();
  expect((["today", "week", "month", "all"] as const).map((span) => sinceOf(span, now))).toEqual([
    new Date(2026, 2, 30).getTime(),
    new Date(2026, 2, 24).getTime(),
    new Date(2026, 2, 1).getTime(),
    undefined,
  ]);
});
