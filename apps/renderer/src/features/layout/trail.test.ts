import { ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { closeTab, createLayout, frontThread, openBeside, openThread } from "./store.ts";
import { createTrail } from "./trail.ts";

const [a, b, c] = ["a", "b", "c"].map((id) => ThreadId.parse(id)) as [ThreadId, ThreadId, ThreadId];

function setting(gone: ReadonlySet<ThreadId> = new Set()) {
  const layout = createLayout({ getItem: () => null, setItem: () => undefined });
  const trail = createTrail(layout, (id) => !gone.has(id));
  return {
    layout,
    trail,
    open: (id: ThreadId) => layout.update((state) => openThread(state, id)),
    front: () => {
      const { view } = layout.getState();
      return view === "panes" ? (frontThread(layout.getState()) ?? "new") : view;
    },
  };
}

test("one goes back over what was shown and forward again, until something else is shown", () => {
  const { layout, trail, open, front } = setting();
  open(a);
  open(b);
  layout.update((state) => ({ ...state, view: "attention" }));
  const seen = [front()];
  for (const step of [trail.back, trail.back, trail.back, trail.back, trail.forward, trail.forward]) {
    step();
    seen.push(front());
  }
  open(c);
  trail.forward();
  seen.push(front());
  trail.back();
  seen.push(front());
  expect(seen).toEqual(["attention", b, a, "new", "new", a, b, c, b]);
});

test("turning to another pane counts, and what was closed opens again", () => {
  const { layout, trail, open, front } = setting();
  open(a);
  layout.update((state) => openBeside(state, b));
  layout.update((state) => closeTab(state, b));
  expect(front()).toBe(a);
  trail.back();
  expect([front(), layout.getState().tabs]).toEqual([b, [a, b]]);
});

test("a thread that is gone is passed by", () => {
  const gone = new Set<ThreadId>();
  const { trail, open, front } = setting(gone);
  open(a);
  open(b);
  open(c);
  gone.add(b);
  trail.back();
  expect(front()).toBe(a);
  trail.forward();
  expect(front()).toBe(c);
});
