import { AutomationId, AutomationContent, type AutomationRow, type AutomationsEvent } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { readPlace } from "./place.ts";
import { type Automations, nextDue, withEvent } from "./store.ts";

const row = (id: string, change: Partial<AutomationRow> = {}): AutomationRow => ({
  ...AutomationContent.parse({ name: id, prompt: "Do it.", projects: ["p1"], trigger: { kind: "manual" } }),
  id: AutomationId.parse(id),
  paused: false,
  createdAt: 1,
  updatedAt: 1,
  words: "By hand",
  active: 0,
  ...change,
});
const after = (...events: readonly AutomationsEvent[]): Automations =>
  events.reduce(withEvent, { loaded: false, rows: new Map(), allPaused: false });

test("the list follows what the host tells", () => {
  const state = after(
    { type: "snapshot", rows: [row("a"), row("b")], allPaused: false },
    { type: "changed", row: row("b", { name: "B" }) },
    { type: "changed", row: row("c") },
    { type: "removed", automationId: AutomationId.parse("a") },
    { type: "all_paused", allPaused: true },
  );
  expect(state).toEqual({
    loaded: true,
    allPaused: true,
    rows: new Map([
      ["b", row("b", { name: "B" })],
      ["c", row("c")],
    ]),
  });
  // After a lost connection the host tells all anew.
  expect(withEvent(state, { type: "snapshot", rows: [], allPaused: false })).toEqual({
    loaded: true,
    allPaused: false,
    rows: new Map(),
  });
});

test("the sidebar's next time is the soonest of those that are on", () => {
  const rows = [row("a", { nextAt: 30 }), row("b", { nextAt: 20 }), row("c", { nextAt: 10, paused: true }), row("d")];
  const state = after({ type: "snapshot", rows, allPaused: false });
  expect([nextDue(state), nextDue({ ...state, allPaused: true }), nextDue(after())]).toEqual([
    20,
    undefined,
    undefined,
  ]);
});

test("where the person was is shown again, as far as it makes sense", () => {
  expect(['{"at":"new"}', '{"at":"one","automationId":"a"}', '{"at":"x"}', "{", null].map(readPlace)).toEqual([
    { at: "new" },
    { at: "one", automationId: "a" },
    { at: "one" },
    { at: "one" },
    { at: "one" },
  ]);
});
