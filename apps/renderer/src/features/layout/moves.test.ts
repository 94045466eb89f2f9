import { ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { carryPane, closeFrontPane, cyclePane, moveTab, openTab, shiftTab, turnToPane } from "./moves.ts";
import { activate, emptyLayout, frontThread, type Layout, openBeside, openThread } from "./store.ts";

const ids = (names: string) => names.split("").map((id) => ThreadId.parse(id));
const [a, b, c] = ids("abc") as [ThreadId, ThreadId, ThreadId];
/** a | b | c over d */
const four: Layout = ids("abcd").reduce(openBeside, openThread(emptyLayout, a));
const shape = (layout: Layout) => [
  layout.panes.map((pane) => (pane.kind === "thread" ? pane.threadId : "-")).join(""),
  layout.columns.join(""),
  frontThread(layout),
];

test("panes are turned to one after the other, and by where they lie", () => {
  expect(
    ["d", "a", "b"].map((_, times) => frontThread([...Array(times)].reduce((l: Layout) => cyclePane(l, 1), four))),
  ).toEqual(["d", "a", "b"]);
  const front = (side: "left" | "right" | "top" | "bottom") => frontThread(turnToPane(four, side));
  expect([front("top"), front("left"), front("right"), front("bottom")]).toEqual(["c", "b", "d", "d"]);
});

test("a thread is carried past its neighbour, and out of a column", () => {
  expect(shape(carryPane(four, "top"))).toEqual(["abdc", "112", "d"]);
  expect(shape(carryPane(four, "left"))).toEqual(["adcb", "112", "d"]);
  expect(shape(carryPane(activate(four, 0), "left"))).toEqual(["abcd", "112", "a"]);
  const stacked: Layout = { ...four, panes: [four.panes[0], { kind: "thread", threadId: b }], columns: [2], active: 1 };
  expect(shape(carryPane(stacked, "right"))).toEqual(["ab", "11", "b"]);
});

test("closing a pane leaves its tab", () => {
  const closed = closeFrontPane(four);
  expect([shape(closed), closed.tabs]).toEqual([["abc", "111", "c"], four.tabs]);
});

test("tabs are put elsewhere, and found by their number", () => {
  const order = (layout: Layout) => layout.tabs.join("");
  expect(
    [moveTab(four, a, 2), moveTab(four, c, 0), moveTab(four, b, 9), shiftTab(four, -1), shiftTab(four, 1)].map(order),
  ).toEqual(["bcad", "cabd", "acdb", "abdc", "abcd"]);
  expect([1, 2, 7, 9].map((number) => frontThread(openTab(activate(four, 1), number)))).toEqual(["a", "b", "b", "d"]);
});
