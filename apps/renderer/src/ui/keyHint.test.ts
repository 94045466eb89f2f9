import { expect, test } from "vitest";
import { keyHint } from "./keyHint.ts";

test("keys are named as the keyboard at hand names them", () => {
  expect(
    ["Ctrl K", "Alt N", "Y", "↵"].map((keys) => [keyHint(keys, "Linux x86_64"), keyHint(keys, "MacIntel")]),
  ).toEqual([
    ["Ctrl K", "⌘K"],
    ["Alt N", "⌥N"],
    ["Y", "Y"],
    ["↵", "↵"],
  ]);
});
