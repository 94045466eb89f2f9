import { ProjectId, ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import {
  closeTab,
  createLayout,
  emptyLayout,
  frontThread,
  joinPanes,
  keepOnly,
  type Layout,
  openBeside,
  openNew,
  openThread,
  type Pane,
  readLayout,
  shownThreads,
  splitPanes,
  turnTab,
} from "./store.ts";

const [a, b, c] = ["a", "b", "c"].map((id) => ThreadId.parse(id)) as [ThreadId, ThreadId, ThreadId];
const pane = (threadId: ThreadId): Pane => ({ kind: "thread", threadId });
const fresh: Pane = { kind: "new" };
const one = openThread(emptyLayout, a);
const two = openBeside(one, b);

test("a thread opens in the active pane and gets a tab", () => {
  expect(one).toEqual({ ...emptyLayout, tabs: [a], panes: [pane(a)] });
  expect(openThread(one, b)).toEqual({ ...emptyLayout, tabs: [a, b], panes: [pane(b)] });
});

test("a thread that is shown is turned to, never shown twice", () => {
  expect(two).toEqual({ ...emptyLayout, tabs: [a, b], panes: [pane(a), pane(b)], active: 1 });
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

test("splitting shows another open thread, joining keeps the active pane", () => {
  expect(splitPanes(one)).toEqual({ ...one, panes: [pane(a), fresh], active: 1 });
  expect(splitPanes(openThread(one, b)).panes).toEqual([pane(b), pane(a)]);
  expect(joinPanes(two)).toEqual({ ...two, panes: [pane(b)], active: 0 });
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

test("anything else in storage is a fresh window", () => {
  const kept = ["", "null", "[]", "{", '{"panes":[{"kind":"thread"}],"tabs":[7,"../x"],"active":4}', '{"panes":"x"}'];
  const wanted: Layout = { ...emptyLayout, panel: undefined };
  expect(kept.map(readLayout)).toEqual(kept.map(() => wanted));
});
