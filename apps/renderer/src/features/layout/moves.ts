import type { ThreadId } from "@flightdeck/contract";
import { columnsOf, neighbour, type Side } from "./grid.ts";
import { activate, closePane, frontThread, type Layout, openAt, openThread } from "./store.ts";

/** The next pane in reading order, around the end. */
export function cyclePane(layout: Layout, step: 1 | -1): Layout {
  const count = layout.panes.length;
  return { ...activate(layout, (layout.active + step + count) % count), view: "panes" };
}

/** The pane that lies in a direction; where there is none, all stays. */
export function turnToPane(layout: Layout, side: Side): Layout {
  const to = neighbour(layout, layout.active, side);
  return to === undefined || layout.view !== "panes" ? layout : activate(layout, to);
}

/** Carries the thread in front a step in a direction: past its neighbour, or out of a column into one of its own. */
export function carryPane(layout: Layout, side: Side): Layout {
  const threadId = frontThread(layout);
  if (threadId === undefined) return layout;
  const to = neighbour(layout, layout.active, side);
  if (to !== undefined) return openAt(layout, threadId, { pane: to, side: "middle" });
  const column = columnsOf(layout).find((places) => places.includes(layout.active)) ?? [];
  const mate = column.find((index) => index !== layout.active);
  // A pane that stands alone in its column is at the end already; above or below it there is nothing to go past.
  return mate === undefined || side === "top" || side === "bottom"
    ? layout
    : openAt(layout, threadId, { pane: mate, side });
}

/** Closes the pane in front; its thread keeps its tab. */
export const closeFrontPane = (layout: Layout): Layout => closePane(layout, layout.active);

/** Puts a tab at another place among the tabs, counted without itself. */
export function moveTab(layout: Layout, threadId: ThreadId, to: number): Layout {
  const others = layout.tabs.filter((id) => id !== threadId);
  if (others.length === layout.tabs.length) return layout;
  const tabs = others.toSpliced(Math.max(0, Math.min(others.length, to)), 0, threadId);
  return tabs.every((id, index) => id === layout.tabs[index]) ? layout : { ...layout, tabs };
}

/** Moves the tab of the thread in front by one. */
export function shiftTab(layout: Layout, step: 1 | -1, threadId = frontThread(layout)): Layout {
  return threadId === undefined ? layout : moveTab(layout, threadId, layout.tabs.indexOf(threadId) + step);
}

/** The tab of that number, counted from 1; 9 is the last, as everywhere. */
export function openTab(layout: Layout, number: number): Layout {
  const threadId = number === 9 ? layout.tabs.at(-1) : layout.tabs[number - 1];
  return threadId === undefined ? layout : openThread(layout, threadId);
}
