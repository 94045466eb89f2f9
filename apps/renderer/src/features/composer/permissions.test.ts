import { expect, test } from "vitest";
import { permissionChoices, permissionValue } from "./permissions.ts";

test("each preset is found again by what it sets", () => {
  const choices = permissionChoices({ sandbox: "workspace-write", approval: "on-request" });
  expect(choices.map((choice) => [choice.label, permissionValue(choice) === choice.value])).toEqual([
    ["Read only", true],
    ["Workspace write", true],
    ["Workspace write · ask first", true],
    ["Full access", true],
  ]);
});

test("a mixture that is no preset is shown as what it is", () => {
  const own = { sandbox: "full-access", approval: "untrusted" } as const;
  expect(permissionValue(own)).toBe("custom");
  expect(permissionChoices(own).at(-1)).toEqual({
    value: "custom",
    label: "Full access · ask first",
    description: "Set elsewhere",
    ...own,
  });
});
