import { expect, test } from "vitest";
import { localTimezone } from "./timezone.ts";

test("the time zone is one that the platform knows", () => {
  const zone = localTimezone();
  expect(new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone).not.toBe("");
});
