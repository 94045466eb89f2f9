import { expect, test } from "vitest";
import { settings } from "./settings.ts";

test("a change of one key of a section says nothing of the others", () => {
  const change = { machine: { heavyCommands: 2 }, agent: { personality: "friendly" } };
  expect(settings.update["~orpc"].inputSchema?.["~standard"].validate(change)).toEqual({ value: change });
});
