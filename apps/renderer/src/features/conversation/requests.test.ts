import { type Item, ItemId, noUsage } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { requestRows } from "./requests.ts";

const base = { status: "completed", startedAt: 0, endedAt: 1 } as const;
const items: readonly Item[] = [
  { ...base, type: "reasoning", id: ItemId.parse("item_1"), text: "**Looking around** first" },
  { ...base, type: "reasoning", id: ItemId.parse("item_2"), text: "so" },
  { ...base, type: "plan", id: ItemId.parse("item_3"), steps: [] },
  { ...base, type: "agent_message", id: ItemId.parse("item_4"), text: "Done.\nAll of it." },
];
const usage = { ...noUsage, input: 10 };
const idsOf = (...numbers: readonly number[]) => numbers.map((number) => ItemId.parse(`item_${number}`));

test("each request is named by what it brought", () => {
  const requests = [[1], [2, 3], [4], [2], [9], []].map((numbers) => ({ items: idsOf(...numbers), usage }));
  expect(requestRows({ items, requests })).toEqual([
    { brought: "Looking around", usage },
    { brought: "Plan", usage },
    { brought: "“Done.”", usage },
    { brought: "Thought", usage },
    { brought: "Request", usage },
    { brought: "Request", usage },
  ]);
});

test("a turn from before requests were kept has none", () => {
  expect(requestRows({ items })).toEqual([]);
});
