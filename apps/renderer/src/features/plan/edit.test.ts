import { ItemId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { moveStep, planOf, readPlanDraft, writePlanDraft } from "./edit.ts";

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

test("a change that was not saved is there again, for its own plan alone", () => {
  const id = ItemId.parse("item-1");
  const plan = { title: "", text: "Why", steps: ["one", ""] };
  const text = writePlanDraft(id, plan);
  expect([
    readPlanDraft(text, id),
    readPlanDraft(text, ItemId.parse("item-2")),
    readPlanDraft("{", id),
    readPlanDraft("null", id),
    readPlanDraft(JSON.stringify({ itemId: id, plan: { title: "T" } }), id),
  ]).toEqual([plan, undefined, undefined, undefined, undefined]);
});
