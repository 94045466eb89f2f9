import type { ThreadListEvent } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { row } from "../../testing/samples.ts";
import { foldRows, type ThreadRows } from "../threads/rows.ts";
import { closeGoneTabs } from "./closeGoneTabs.ts";
import { createLayout, openThread } from "./store.ts";

const [kept, gone, young] = [row("kept"), row("gone"), row("young")];

function setting(restored: readonly (typeof kept)[]) {
  const rows = createStore<ThreadRows>(() => ({ loaded: false, rows: new Map() }));
  const layout = createLayout({ getItem: () => null, setItem: () => undefined });
  for (const { id } of restored) layout.update((state) => openThread(state, id));
  closeGoneTabs(rows, layout);
  return {
    hear: (event: ThreadListEvent) => rows.setState(foldRows(rows.getState(), event), true),
    open: ({ id }: typeof kept) => layout.update((state) => openThread(state, id)),
    tabs: () => layout.getState().tabs,
  };
}

test("a tab from an earlier window goes with the first list that does not have its thread", () => {
  const { hear, tabs } = setting([kept, gone]);
  hear({ type: "snapshot", rows: [kept] });
  expect(tabs()).toEqual([kept.id]);
});

test("a thread that was just created keeps its tab while the list does not know it yet", () => {
  const { hear, open, tabs } = setting([kept]);
  hear({ type: "snapshot", rows: [kept] });
  open(young);
  hear({ type: "changed", rows: [{ ...kept, title: "Another" }] });
  hear({ type: "changed", rows: [young] });
  expect(tabs()).toEqual([kept.id, young.id]);
});

test("the tab of a thread that is deleted goes", () => {
  const { hear, tabs } = setting([kept, gone]);
  hear({ type: "snapshot", rows: [kept, gone] });
  hear({ type: "removed", threadId: gone.id });
  expect(tabs()).toEqual([kept.id]);
});
