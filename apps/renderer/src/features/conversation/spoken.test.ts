import type { Item, Thread, Turn } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { spokenOf } from "./spoken.ts";

const message = (id: string, text: string, status = "completed") =>
  ({ id, type: "agent_message", text, status }) as Item; // the rest is not looked at
const spoken = (items: readonly Item[], more: Partial<Turn> = {}) =>
  spokenOf({ turns: [{ id: "t", outcome: "running", items, ...more } as Turn] } satisfies Pick<Thread, "turns">);

test("an answer is told in plain words once all of it is there", () => {
  expect([
    spoken([message("a", "It is **done**:\n\n- `one`"), message("b", "And then", "running")]),
    spoken([]),
    spokenOf({ turns: [] }),
  ]).toEqual([
    { key: "a", words: "It is done: one" },
    { key: "", words: "" },
    { key: "", words: "" },
  ]);
});

test("of a long answer the beginning is told", () => {
  expect(spoken([message("a", "word ".repeat(400))]).words).toBe(`${"word ".repeat(120).trim()}…`);
});

test("a turn that broke off is told with its reason", () => {
  const items = [message("a", "Half of it.")];
  expect([
    spoken(items, { outcome: "failed", error: { code: "model_failed", message: "No answer" } }),
    spoken(items, { outcome: "interrupted" }),
  ]).toEqual([
    { key: "t:failed", words: "Failed: No answer" },
    { key: "t:interrupted", words: "Stopped" },
  ]);
});
