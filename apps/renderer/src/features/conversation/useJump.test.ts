import { type Item, ItemId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { agentMessage, thread, turn, userMessage } from "../../testing/samples.ts";
import { createRows } from "./rows.ts";
import { rowOfItem } from "./useJump.ts";

const command = (id: string): Item => ({
  id: ItemId.parse(id),
  type: "command",
  status: "completed",
  startedAt: 1,
  command: `run ${id}`,
  cwd: "/",
  purpose: "agent",
  sandboxed: true,
  output: "",
  outputBytes: 0,
  exitCode: 0,
});

test("an item is in its own row, in the first block of what it says, or in the fold that took it", () => {
  const items = [userMessage("u"), command("c1"), command("c2"), agentMessage("a", "One.\n\nTwo.")];
  const rows = createRows()(thread({ turns: [turn({ items, outcome: "completed" })] }), new Set());
  const kinds = items.map(({ id }) => {
    const row = rowOfItem(rows, id);
    return [row?.kind, row?.key];
  });
  expect(kinds).toEqual([
    ["item", "u"],
    ["fold", "ran:c1"],
    ["fold", "ran:c1"],
    ["prose", "a:0"],
  ]);
});
