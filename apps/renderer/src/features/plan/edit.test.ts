import { expect, test } from "vitest";
import { moveStep, planOf } from "./edit.ts";

test("a plan is kept without empty steps, and only with a title", () => {
  expect([
    planOf({ title: " Cache ", text: "Why", steps: [" one ", "", "two"] }),
    planOf({ title: "  ", text: "", steps: [] }),
  ]).toEqual([{ title: "Cache", text: "Why", steps: ["one", "two"] }, undefined]);
});

test("a step moves by one place and stays at the ends", () => {
  const steps = ["a", "b", "c"];
  expect([moveStep(steps, 0, 1), moveStep(steps, 2, -1), moveStep(steps, 0, -1), moveStep(steps, 2, 1)]).toEqual([
    ["b", "a", "c"],
    ["a", "c", "b"],
    steps,
    steps,
  ]);
});
