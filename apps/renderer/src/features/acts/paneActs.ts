import { ChevronLeft, ChevronRight, Columns2, Columns3, Grid2x2, Square, SquareSplitHorizontal, X } from "lucide-react";
import { neighbour, type Side } from "../layout/grid.ts";
import { activate, arrangePanes, closePane, openThread, splitPane, turnTab } from "../layout/store.ts";
import type { Act } from "./act.ts";

const arrangements = [
  { id: "one-pane", title: "One pane", icon: Square, count: 1 },
  { id: "two-panes", title: "Two side by side", icon: Columns2, count: 2 },
  { id: "three-panes", title: "Three side by side", icon: Columns3, count: 3 },
  { id: "four-panes", title: "Four panes", icon: Grid2x2, count: 4 },
] as const;

const sides: readonly { readonly side: Side; readonly words: string; readonly arrow: string }[] = [
  { side: "left", words: "at the left", arrow: "ArrowLeft" },
  { side: "right", words: "at the right", arrow: "ArrowRight" },
  { side: "top", words: "above", arrow: "ArrowUp" },
  { side: "bottom", words: "below", arrow: "ArrowDown" },
];

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
    run: ({ app }) => app.layout.update((state) => turnTab(state, 1)),
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
    run: ({ app }) => app.layout.update((state) => turnTab(state, -1)),
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
        if (threadId !== undefined) context.app.layout.update((state) => openThread(state, threadId));
      },
    };
  }),
  ...arrangements.map(
    ({ count, ...rest }): Act => ({
      ...rest,
      group: "Panes",
      run: ({ app }) => app.layout.update((state) => arrangePanes(state, count)),
    }),
  ),
  {
    id: "split-pane",
    title: "One pane more",
    group: "Panes",
    icon: SquareSplitHorizontal,
    words: ["split", "side by side"],
    keys: ["Mod+\\"],
    run: ({ app }) => app.layout.update((state) => splitPane(state)),
  },
  {
    id: "close-pane",
    title: "Close this pane",
    group: "Panes",
    icon: X,
    keys: ["Mod+Shift+\\"],
    when: ({ app }) => app.layout.getState().panes.length > 1,
    run: ({ app }) => app.layout.update((state) => closePane(state, state.active)),
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
      run: ({ app }) =>
        app.layout.update((state) => activate(state, neighbour(state, state.active, side) ?? state.active)),
    }),
  ),
];
