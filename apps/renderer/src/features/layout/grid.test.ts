import { ThreadId } from "@flightdeck/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsOf, hasRoom, insertPane, neighbour, removePane, type Grid, type Side } from "./grid.ts";
import type { Pane } from "./store.ts";

const pane = (id: string): Pane => ({ kind: "thread", threadId: ThreadId.parse(id) });
const sides = ["left", "right", "top", "bottom"] as const;
const two: Grid = { panes: [pane("a"), pane("b"), pane("c")], columns: [1, 2] };

test("from a pane one goes to what lies in a direction", () => {
  const from = (index: number) => sides.map((side) => neighbour(two, index, side));
  expect([from(0), from(1), from(2)]).toEqual([
    [undefined, 1, undefined, undefined],
    [0, undefined, undefined, 2],
    [0, undefined, 1, undefined],
  ]);
});

test("columns always hold every pane once, whatever is put in and taken out", () => {
  const step = fc.oneof(
    fc.record({ side: fc.constantFrom<Side>(...sides), index: fc.nat(3), id: fc.integer({ min: 0, max: 1e6 }) }),
    fc.record({ index: fc.nat(3) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let grid: Grid = { panes: [pane("first")], columns: [1] };
      for (const { index, ...put } of steps) {
        const at = Math.min(index, grid.panes.length - 1);
        const before = grid;
        grid = "side" in put ? insertPane(grid, at, put.side, pane(`n${put.id}`)) : removePane(grid, at);
        const grew = "side" in put && hasRoom(before, at, put.side) ? 1 : "side" in put ? 0 : -1;
        expect(grid.panes.length).toBe(Math.max(1, before.panes.length + grew));
        expect(columnsOf(grid).flat()).toEqual(grid.panes.map((_, place) => place));
        expect(grid.columns.every((height) => height >= 1 && height <= 2)).toBe(true);
      }
    }),
  );
});
