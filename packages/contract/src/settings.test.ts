import { expect, test } from "vitest";
import { Settings, settings } from "./settings.ts";

test("a change of one key of a section says nothing of the others", () => {
  const change = { machine: { heavyCommands: 2 }, agent: { personality: "friendly" } };
  expect(settings.update["~orpc"].inputSchema?.["~standard"].validate(change)).toEqual({ value: change });
});

test("branches of new threads begin with nothing, or with what git takes in front of any name", () => {
  const fits = (branchPrefix: string) => Settings.safeParse({ git: { branchPrefix } }).success;
  expect(["", "ada/", "ada/topic/", "ada-", "v1.2/", "Ada_"].filter((prefix) => !fits(prefix))).toEqual([]);
  const odd = ["/", "-ada/", "ada//", "a b/", "a..b/", "ada.lock/", "ada./", "@{", "a~1/", ".ada/", "a\0/", "a\n"];
  expect(odd.filter(fits)).toEqual([]);
});
