import { expect, test } from "vitest";
import { localDate, localTimezone } from "./today.ts";

test("the date is the one on this machine's calendar", () => {
  expect(localDate(new Date(2026, 0, 5, 23, 59).getTime())).toBe("2026-01-05");
});

test("the time zone is one that the platform knows", () => {
  const zone = localTimezone();
  expect(new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone).not.toBe("");
});
