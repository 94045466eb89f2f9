import { ProjectId, ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import {
  activate,
  arrangePanes,
  canOpenAt,
  closePane,
  closeTab,
  createLayout,
  emptyLayout,
  frontThread,
  keepOnly,
  type Layout,
  openAt,
  openBeside,
  openNew,
  openThread,
  type Pane,
  readLayout,
  shelfOf,
  shownThreads,
  splitPane,
  togglePanel,
  turnTab,
} from "./store.ts";

type Five = [ThreadId, ThreadId, ThreadId, ThreadId, ThreadId];
const [a, b, c, d, e] = "abcde".split("").map((id) => ThreadId.parse(id)) as Five;
const pane = (threadId: ThreadId): Pane => ({ kind: "thread", threadId });
const fresh: Pane = { kind: "new" };
const one = openThread(emptyLayout, a);
const two = openBeside(one, b);

test("a thread opens in the active pane and gets a tab", () => {
  expect(one).toEqual({ ...emptyLayout, tabs: [a], panes: [pane(a)] });
  expect(openThread(one, b)).toEqual({ ...emptyLayout, tabs: [a, b], panes: [pane(b)] });
});

test("a thread that is shown is turned to, never shown twice", () => {
  expect(two).toEqual({ ...emptyLayout, tabs: [a, b], panes: [pane(a), pane(b)], columns: [1, 1], active: 1 });
  expect(openThread(two, a)).toEqual({ ...two, active: 0 });
  expect(shownThreads(openBeside(two, b))).toEqual([a, b]);
});

test("a new thread's screen takes the active pane and leaves the tabs", () => {
  const projectId = ProjectId.parse("p1");
  expect(openNew(two, projectId)).toEqual({ ...two, panes: [pane(a), { kind: "new", projectId }] });
});

test("closing a tab turns its pane to a neighbour, then joins the panes, then starts anew", () => {
  const three = openThread(two, c);
  expect(closeTab(three, c)).toEqual({ ...two, panes: [pane(a), pane(b)] });
  expect(closeTab(two, b)).toEqual({ ...emptyLayout, tabs: [a], panes: [pane(a)] });
  expect(closeTab({ ...one, panel: "review" }, a)).toEqual({ ...emptyLayout, panes: [fresh], panel: undefined });
  expect(closeTab(openThread(one, b), a)).toEqual({ ...emptyLayout, tabs: [b], panes: [pane(b)] });
});

test("splitting shows another open thread, one pane keeps the active one", () => {
  expect(splitPane(one)).toEqual({ ...one, panes: [pane(a), fresh], columns: [1, 1], active: 1 });
  expect(splitPane(openThread(one, b)).panes).toEqual([pane(b), pane(a)]);
  expect(arrangePanes(two, 1)).toEqual({ ...two, panes: [pane(b)], columns: [1], active: 0 });
});

test("up to four panes stand beside and below each other, and a fifth thread takes the next one", () => {
  const four = [c, d].reduce(openBeside, two);
  expect(four).toEqual({
    ...emptyLayout,
    tabs: [a, b, c, d],
    panes: [pane(a), pane(b), pane(c), pane(d)],
    columns: [1, 1, 2],
    active: 3,
  });
  expect(arrangePanes(four, 4).columns).toEqual([2, 2]);
  expect(splitPane(four)).toEqual(four);
  expect(openBeside(four, e)).toEqual({
    ...four,
    tabs: [a, b, c, d, e],
    panes: [pane(e), pane(b), pane(c), pane(d)],
    active: 0,
  });
});

test("fewer panes keep the active one and the first of the others", () => {
  const four = activate([c, d].reduce(openBeside, two), 2);
  expect(arrangePanes(four, 2)).toEqual({ ...four, panes: [pane(a), pane(c)], columns: [1, 1], active: 1 });
  expect(arrangePanes(two, 3)).toEqual({ ...two, panes: [pane(a), pane(b), fresh], columns: [1, 1, 1], active: 2 });
});

test("a thread goes to a side of a pane, or takes its place", () => {
  expect(openAt(two, c, { pane: 0, side: "left" })).toMatchObject({
    panes: [pane(c), pane(a), pane(b)],
    columns: [1, 1, 1],
    active: 0,
  });
  expect(openAt(two, c, { pane: 1, side: "top" })).toMatchObject({
    panes: [pane(a), pane(c), pane(b)],
    columns: [1, 2],
    active: 1,
  });
  expect(openAt(two, c, { pane: 0, side: "middle" })).toMatchObject({ panes: [pane(c), pane(b)], active: 0 });
});

test("a thread that is shown moves: it leaves its place, or changes places", () => {
  expect(openAt(two, b, { pane: 0, side: "bottom" })).toMatchObject({
    panes: [pane(a), pane(b)],
    columns: [2],
    active: 1,
  });
  expect(openAt(two, a, { pane: 1, side: "middle" })).toMatchObject({ panes: [pane(b), pane(a)], active: 1 });
  expect(openAt(two, a, { pane: 1, side: "right" })).toMatchObject({ panes: [pane(b), pane(a)], active: 1 });
  const four = [c, d].reduce(openBeside, two);
  expect(openAt(four, a, { pane: 1, side: "bottom" })).toMatchObject({
    panes: [pane(b), pane(a), pane(c), pane(d)],
    columns: [2, 2],
    active: 1,
  });
});

test("a thread has no place at its own sides, nor where four stand already", () => {
  const four = [c, d].reduce(openBeside, two);
  expect(
    (["left", "right", "top", "bottom", "middle"] as const).map((side) => [
      canOpenAt(two, a, { pane: 0, side }),
      canOpenAt(four, e, { pane: 0, side }),
      canOpenAt(four, a, { pane: 2, side }),
    ]),
  ).toEqual([
    [false, false, true],
    [false, false, true],
    [false, false, false],
    [false, false, false],
    [false, true, true],
  ]);
});

test("closing a pane keeps its tab and the one in front", () => {
  expect(closePane(two, 0)).toEqual({ ...two, panes: [pane(b)], columns: [1], active: 0 });
  expect(closePane(two, 1)).toEqual({ ...two, panes: [pane(a)], columns: [1], active: 0 });
  expect(closePane(one, 0)).toBe(one);
});

test("a panel opens, gives way to another, and closes", () => {
  const open = togglePanel(one);
  expect([open, togglePanel(open, "terminal"), togglePanel(open, "review")].map(({ panel }) => panel)).toEqual([
    "review",
    "terminal",
    undefined,
  ]);
});

test("tabs turn around their ends", () => {
  const three = [b, c].reduce(openThread, one);
  expect([1, -1].map((step) => frontThread(turnTab(three, step as 1 | -1)))).toEqual([a, b]);
  expect(turnTab(emptyLayout, 1)).toBe(emptyLayout);
});

test("tabs of deleted threads go", () => {
  expect(keepOnly(two, (id) => id === a)).toEqual({ ...emptyLayout, tabs: [a], panes: [pane(a)] });
  expect(keepOnly(two, () => true)).toBe(two);
});

test("the arrangement comes back after a reload", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const layout = createLayout(storage);
  layout.update(() => ({ ...two, panel: "review", sidebar: "rail", folded: [ProjectId.parse("p1")] }));
  expect(createLayout(storage).getState()).toEqual(layout.getState());
});

test("an arrangement from before panes had columns reads as one row", () => {
  const kept = { ...two, columns: undefined, view: "attention", panel: "review" };
  expect(readLayout(JSON.stringify(kept))).toEqual({ ...two, view: "attention", panel: "review" });
  expect(readLayout(JSON.stringify({ ...two, columns: [3, -1] })).columns).toEqual([1, 1]);
  expect(readLayout(JSON.stringify({ ...two, columns: [2], active: 7 }))).toEqual({ ...two, columns: [2], active: 0 });
});

test("anything else in storage is a fresh window", () => {
  const kept = ["", "null", "[]", "{", '{"panes":[{"kind":"thread"}],"tabs":[7,"../x"],"active":4}', '{"panes":"x"}'];
  const wanted: Layout = { ...emptyLayout, panel: undefined };
  expect(kept.map(readLayout)).toEqual(kept.map(() => wanted));
});

test("the first window leaves its arrangement for the next start, and each other one leaves its own", () => {
  const shelf = () => {
    const kept = new Map<string, string>();
    return {
      kept,
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
  };
  const [shared, own, others] = [shelf(), shelf(), shelf()];
  const first = createLayout(shelfOf(undefined, own, shared));
  const second = createLayout(shelfOf("w2", others, shared));
  first.update(() => one);
  second.update(() => two);
  expect([
    createLayout(shelfOf(undefined, own, shared)).getState().tabs,
    createLayout(shelfOf(undefined, shelf(), shared)).getState().tabs,
    createLayout(shelfOf("w2", others, shared)).getState().tabs,
    createLayout(shelfOf("w3", others, shared)).getState().tabs,
    // The app was started again: another shelf of its own, the same of all.
    createLayout(shelfOf("w2", shelf(), shared), c).getState().tabs,
    createLayout(shelfOf("w4", shelf(), shared), c).getState().tabs,
  ]).toEqual([[a], [a], [a, b], [], [a, b], [c]]);
  for (let n = 0; n < 40; n += 1) createLayout(shelfOf(`more${n}`, shelf(), shared)).update(() => one);
  expect([shared.kept.size, shared.kept.has("flightdeck.layout.w2")]).toEqual([26, false]);
});
