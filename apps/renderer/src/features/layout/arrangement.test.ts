import { ThreadId } from "@flightdeck/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { carryPane, closeFrontPane, cyclePane, moveTab, openTab, shiftTab, turnToPane } from "./moves.ts";
import {
  activate,
  arrangePanes,
  closePane,
  closeTab,
  emptyLayout,
  keepOnly,
  type Layout,
  openAt,
  openBeside,
  openNew,
  openThread,
  readLayout,
  splitPane,
  toggleView,
  turnTab,
} from "./store.ts";

const threads = "abcdef".split("").map((id) => ThreadId.parse(id));
const thread = fc.constantFrom(...threads);
const pane = fc.nat(3);
const side = fc.constantFrom("left" as const, "right" as const, "top" as const, "bottom" as const);
const step = fc.constantFrom(1 as const, -1 as const);

type Change = (layout: Layout) => Layout;
const valid = (layout: Layout, index: number) => Math.min(index, layout.panes.length - 1);

const change: fc.Arbitrary<Change> = fc.oneof(
  thread.map(
    (id): Change =>
      (layout) =>
        openThread(layout, id),
  ),
  thread.map(
    (id): Change =>
      (layout) =>
        openBeside(layout, id),
  ),
  fc.tuple(thread, pane, fc.oneof(side, fc.constant("middle" as const))).map(
    ([id, at, where]): Change =>
      (layout) =>
        openAt(layout, id, { pane: valid(layout, at), side: where }),
  ),
  fc.constant<Change>((layout) => openNew(layout)),
  thread.map(
    (id): Change =>
      (layout) =>
        closeTab(layout, id),
  ),
  pane.map(
    (at): Change =>
      (layout) =>
        closePane(layout, valid(layout, at)),
  ),
  fc.constant<Change>((layout) => closeFrontPane(layout)),
  fc.constant<Change>((layout) => splitPane(layout)),
  side.map(
    (where): Change =>
      (layout) =>
        splitPane(layout, where),
  ),
  fc.integer({ min: 0, max: 6 }).map(
    (count): Change =>
      (layout) =>
        arrangePanes(layout, count),
  ),
  pane.map(
    (at): Change =>
      (layout) =>
        activate(layout, at),
  ),
  step.map(
    (by): Change =>
      (layout) =>
        turnTab(layout, by),
  ),
  step.map(
    (by): Change =>
      (layout) =>
        cyclePane(layout, by),
  ),
  side.map(
    (where): Change =>
      (layout) =>
        turnToPane(layout, where),
  ),
  side.map(
    (where): Change =>
      (layout) =>
        carryPane(layout, where),
  ),
  fc.tuple(thread, pane).map(
    ([id, to]): Change =>
      (layout) =>
        moveTab(layout, id, to),
  ),
  step.map(
    (by): Change =>
      (layout) =>
        shiftTab(layout, by),
  ),
  fc.integer({ min: 1, max: 9 }).map(
    (number): Change =>
      (layout) =>
        openTab(layout, number),
  ),
  fc.constant<Change>((layout) => toggleView(layout, "deck")),
  thread.map(
    (gone): Change =>
      (layout) =>
        keepOnly(layout, (id) => id !== gone),
  ),
);

/** What is wrong with an arrangement. */
function faults(layout: Layout): readonly string[] {
  const { panes, columns, active, tabs } = layout;
  const shown = panes.flatMap((each) => (each.kind === "thread" ? [each.threadId] : []));
  const checks: readonly (readonly [string, boolean])[] = [
    ["one to four panes", panes.length >= 1 && panes.length <= 4],
    ["each pane in a column", columns.reduce((sum, height) => sum + height, 0) === panes.length],
    ["at most two on top of each other", columns.every((height) => height >= 1 && height <= 2)],
    ["an active pane", panes[active] !== undefined],
    ["no thread twice", new Set(shown).size === shown.length],
    ["no tab twice", new Set(tabs).size === tabs.length],
    ["a tab for what is shown", shown.every((id) => tabs.includes(id))],
  ];
  return checks.flatMap(([name, holds]) => (holds ? [] : [name]));
}

test("whatever a person does, the arrangement stays whole, and a reload brings it back as it was", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      let layout = emptyLayout;
      for (const each of changes) {
        layout = each(layout);
        expect(faults(layout)).toEqual([]);
      }
      const kept = readLayout(JSON.stringify(layout));
      const { view, tabs, panes, columns, active } = layout;
      expect(kept).toMatchObject({ view, tabs, columns, active });
      expect(JSON.stringify(kept.panes)).toBe(JSON.stringify(panes));
    }),
    { numRuns: 300 },
  );
});
