import {
  type AutomationId,
  AutomationContent,
  type ProjectId,
  type Run,
  type RunId,
  ThreadId,
} from "@flightdeck/contract";
import { expect, test } from "vitest";
import { nextRun } from "./next.ts";

const run = (id: string, state: Run["state"], more: Partial<Run> = {}): Run => ({
  id: id as RunId,
  automationId: "nightly" as AutomationId,
  automationName: "Nightly",
  projectId: "p1" as ProjectId,
  cause: { kind: "schedule" },
  dueAt: 1,
  dry: false,
  state,
  ...more,
});
const other = { automationId: "other" as AutomationId };
const elsewhere = { projectId: "p2" as ProjectId };

const next = (
  runs: readonly Run[],
  { atOnce = 2, free = true, ...content }: Partial<AutomationContent> & { atOnce?: number; free?: boolean } = {},
) => {
  const found = nextRun({
    runs,
    automation: (id) => ({
      ...AutomationContent.parse({ name: "Nightly", prompt: "Go", trigger: { kind: "manual" }, ...content }),
      id,
      paused: false,
      createdAt: 1,
      updatedAt: 1,
    }),
    atOnce,
    isFree: () => free,
  });
  return [found.run?.id, ...found.awaited];
};

test("runs begin in the order they were due, as long as there is room; what waits for the person takes none", () => {
  const waiting = [run("a", "pending"), run("b", "pending", other)];
  expect(next(waiting)).toEqual(["a"]);
  expect(next([run("x", "running", { automationId: "x" as AutomationId }), ...waiting], { atOnce: 1 })).toEqual([
    undefined,
  ]);
  expect(next([run("x", "parked", { automationId: "x" as AutomationId }), ...waiting], { atOnce: 1 })).toEqual(["a"]);
});

test("of one automation one works at a time, in whatever project, and none begins beside one that waits in its own", () => {
  const waiting = run("a", "pending");
  expect(next([run("x", "running"), waiting])).toEqual([undefined]);
  expect(next([run("x", "running", elsewhere), waiting])).toEqual([undefined]);
  expect(next([run("x", "parked"), waiting])).toEqual([undefined]);
  expect(next([run("x", "parked", elsewhere), waiting])).toEqual(["a"]);
  expect(next([run("x", "running"), waiting], { overlap: true })).toEqual(["a"]);
  expect(next([run("x", "running"), waiting, run("b", "pending", other)])).toEqual(["b"]);
});

test("a thread is woken up once it is at rest, and nobody else waits for it meanwhile", () => {
  const threadId = ThreadId.parse("t1");
  const place = { kind: "thread", threadId } as const;
  expect(next([run("a", "pending")], { place, free: false })).toEqual([undefined, "t1"]);
  expect(next([run("a", "pending", { dry: true })], { place, free: false })).toEqual(["a"]);
  expect(next([run("a", "pending")], { place })).toEqual(["a"]);
});
