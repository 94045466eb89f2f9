import {
  ChevronLeft,
  ChevronRight,
  Columns2,
  Columns3,
  Grid2x2,
  Square,
  SquareSplitHorizontal,
  SquareSplitVertical,
  X,
} from "lucide-react";
import { hasRoom, neighbour, type Side } from "../layout/grid.ts";
import { carryPane, cyclePane, shiftTab, turnToPane } from "../layout/moves.ts";
import { arrangePanes, closePane, frontThread, type Layout, openThread, splitPane, turnTab } from "../layout/store.ts";
import type { Act, ActContext } from "./act.ts";

const arrangements = [
  { id: "one-pane", title: "One pane", icon: Square, count: 1 },
  { id: "two-panes", title: "Two side by side", icon: Columns2, count: 2 },
  { id: "three-panes", title: "Three side by side", icon: Columns3, count: 3 },
  { id: "four-panes", title: "Four panes", icon: Grid2x2, count: 4 },
] as const;

const sides: readonly {
  readonly side: Side;
  readonly words: string;
  readonly carry: string;
  readonly arrow: string;
}[] = [
  { side: "left", words: "at the left", carry: "left", arrow: "ArrowLeft" },
  { side: "right", words: "at the right", carry: "right", arrow: "ArrowRight" },
  { side: "top", words: "above", carry: "up", arrow: "ArrowUp" },
  { side: "bottom", words: "below", carry: "down", arrow: "ArrowDown" },
];

/** Arranges the window; who was writing goes on in the pane that is in front now. Tabs keep the keys while they have them. */
const go =
  (change: (layout: Layout) => Layout) =>
  ({ app }: ActContext): void => {
    app.layout.update(change);
    const front = frontThread(app.layout.getState());
    if (front === undefined || document.activeElement?.closest('[role="tablist"]')) return;
    app.boxes.find(front)?.focus();
  };

const inFront = ({ front }: ActContext) => front !== undefined;
const manyPanes = ({ app }: ActContext) => app.layout.getState().panes.length > 1;

/** Tabs and panes: where threads stand. */
export const paneActs: readonly Act[] = [
  {
    id: "next-tab",
    title: "Next tab",
    group: "Panes",
    icon: ChevronRight,
    keys: ["Alt+PageDown"],
    shellKeys: ["Ctrl+Tab"],
    repeats: true,
    when: ({ app }) => app.layout.getState().tabs.length > 0,
    run: go((state) => turnTab(state, 1)),
  },
  {
    id: "previous-tab",
    title: "Previous tab",
    group: "Panes",
    icon: ChevronLeft,
    keys: ["Alt+PageUp"],
    shellKeys: ["Ctrl+Shift+Tab"],
    repeats: true,
    when: ({ app }) => app.layout.getState().tabs.length > 0,
    run: go((state) => turnTab(state, -1)),
  },
  ...Array.from({ length: 9 }, (_, index): Act => {
    const tab = ({ app }: Parameters<NonNullable<Act["run"]>>[0]) => app.layout.getState().tabs[index];
    return {
      id: `tab-${index + 1}`,
      title: `Tab ${index + 1}`,
      group: "Panes",
      icon: ChevronRight,
      keys: [`Mod+${index + 1}`],
      hidden: true,
      when: (context) => tab(context) !== undefined,
      run: (context) => {
        const threadId = tab(context);
        if (threadId !== undefined) go((state) => openThread(state, threadId))(context);
      },
    };
  }),
  ...arrangements.map(
    ({ count, ...rest }): Act => ({
      ...rest,
      group: "Panes",
      keys: [`Alt+Shift+${count}`],
      run: go((state) => arrangePanes(state, count)),
    }),
  ),
  {
    id: "split-pane",
    title: "One pane more",
    group: "Panes",
    icon: SquareSplitHorizontal,
    words: ["split", "side by side"],
    keys: ["Mod+\\"],
    run: go((state) => splitPane(state)),
  },
  {
    id: "split-pane-below",
    title: "One pane more, below",
    group: "Panes",
    icon: SquareSplitVertical,
    words: ["split", "one above the other"],
    when: ({ app }) => {
      const state = app.layout.getState();
      return hasRoom(state, state.active, "bottom");
    },
    run: go((state) => splitPane(state, "bottom")),
  },
  {
    id: "close-pane",
    title: "Close this pane",
    group: "Panes",
    icon: X,
    keys: ["Mod+Shift+\\"],
    when: manyPanes,
    run: go((state) => closePane(state, state.active)),
  },
  {
    id: "next-pane",
    title: "Next pane",
    group: "Panes",
    icon: Columns2,
    keys: ["F6"],
    repeats: true,
    when: manyPanes,
    run: go((state) => cyclePane(state, 1)),
  },
  {
    id: "previous-pane",
    title: "Previous pane",
    group: "Panes",
    icon: Columns2,
    keys: ["Shift+F6"],
    repeats: true,
    when: manyPanes,
    run: go((state) => cyclePane(state, -1)),
  },
  {
    id: "tab-right",
    title: "Move the tab right",
    group: "Panes",
    icon: ChevronRight,
    keys: ["Alt+Shift+PageDown"],
    repeats: true,
    when: inFront,
    run: ({ app }) => app.layout.update((state) => shiftTab(state, 1)),
  },
  {
    id: "tab-left",
    title: "Move the tab left",
    group: "Panes",
    icon: ChevronLeft,
    keys: ["Alt+Shift+PageUp"],
    repeats: true,
    when: inFront,
    run: ({ app }) => app.layout.update((state) => shiftTab(state, -1)),
  },
  ...sides.map(
    ({ side, words, arrow }): Act => ({
      id: `pane-${side}`,
      title: `Go to the pane ${words}`,
      group: "Panes",
      icon: Columns2,
      keys: [`Mod+Alt+${arrow}`],
      when: ({ app }) => {
        const state = app.layout.getState();
        return neighbour(state, state.active, side) !== undefined;
      },
      run: go((state) => turnToPane(state, side)),
    }),
  ),
  ...sides.map(
    ({ side, carry, arrow }): Act => ({
      id: `carry-${side}`,
      title: `Move this pane ${carry}`,
      group: "Panes",
      icon: Columns2,
      words: ["carry", "swap"],
      keys: [`Mod+Alt+Shift+${arrow}`],
      when: manyPanes,
      run: go((state) => carryPane(state, side)),
    }),
  ),
];
