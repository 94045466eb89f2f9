import { expect, test } from "vitest";
import { decisionOf, type Press } from "./keys.ts";

const press = (more: Partial<Press>): Press => ({
  key: "y",
  modified: false,
  repeat: false,
  composing: false,
  writing: false,
  ...more,
});

test("Y, A and N answer, in either case; other keys do not", () => {
  expect(["y", "Y", "a", "n", "s", "Enter"].map((key) => decisionOf(press({ key })))).toEqual([
    "approve",
    "approve",
    "approve_for_thread",
    "decline",
    undefined,
    undefined,
  ]);
});

test("no key answers while text is written, with a modifier, or when held down", () => {
  const presses = [{ writing: true }, { modified: true }, { repeat: true }, { composing: true }];
  expect(presses.map((more) => decisionOf(press(more)))).toEqual(presses.map(() => undefined));
});
