import { type FoundItem, ItemId, TurnId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { agentMessage, thread, turn } from "../../../testing/samples.ts";
import { createRows } from "../rows.ts";
import { countHits, firstHitIn, hitAt, rowOf } from "./hits.ts";

const found = (id: string, count: number): FoundItem => ({
  turnId: TurnId.parse("t"),
  itemId: ItemId.parse(id),
  count,
});
const items = [found("a", 2), found("b", 1), found("c", 3)];

test("hits are counted over all items, and each number is one of them", () => {
  expect([countHits(items), countHits([])]).toEqual([6, 0]);
  expect([0, 1, 2, 5, 6].map((index) => hitAt(items, index))).toEqual([
    { item: items[0], nth: 0 },
    { item: items[0], nth: 1 },
    { item: items[1], nth: 0 },
    { item: items[2], nth: 2 },
    undefined,
  ]);
});

test("looking begins with the first hit of what is in view or below it", () => {
  expect([
    firstHitIn(items, new Set([ItemId.parse("c"), ItemId.parse("b")])),
    firstHitIn(items, new Set([ItemId.parse("x")])),
  ]).toEqual([2, undefined]);
});

test("a hit in a message is in the block that has it", () => {
  const text = "A word.\n\nNothing here.\n\nWord and word again.\n\nThe last word.";
  const rows = createRows()(thread({ turns: [turn({ items: [agentMessage("m", text)] })] }), new Set());
  const at = (nth: number) => rowOf(rows, { item: found("m", 4), nth }, "word");
  const keys = [0, 1, 2, 3].map((nth) => {
    const place = at(nth);
    return place && [rows[place.index]?.key, place.nth];
  });
  expect(keys).toEqual([
    ["m:0", 0],
    ["m:2", 0],
    ["m:2", 1],
    ["m:3", 0],
  ]);
  expect(rowOf(rows, { item: found("x", 1), nth: 0 }, "word")).toBeUndefined();
});
