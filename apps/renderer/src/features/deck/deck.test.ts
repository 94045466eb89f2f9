import type { ThreadDigest, ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { projectId, row, threadId } from "../../testing/samples.ts";
import { deckOrder, MOST_CARDS, sameOrder } from "./order.ts";
import { createDeckPrefs, readPrefs } from "./prefs.ts";
import { foldDigests } from "./store.ts";
import { nextCard } from "./useDeckKeys.ts";
import { planWords, testWords } from "./words.ts";

const by = (list: readonly ReturnType<typeof row>[]) => new Map(list.map((each) => [each.id, each]));
const projects = [{ id: projectId, name: "harbour" }];
const none: ReadonlySet<ThreadId> = new Set();
const byStatus = { grouping: "status", sorting: "wait" } as const;

const rows = [
  row("busy", { status: "running", updatedAt: 90, createdAt: 3 }),
  row("asks", { status: "waiting_approval", updatedAt: 30 }),
  row("planned", { status: "plan_ready", updatedAt: 10 }),
  row("broke", { status: "failed", unread: true }),
  row("seen", { status: "failed" }),
  row("done", { unread: true }),
  row("archived", { status: "waiting_approval", archived: true }),
];

test("cards stand by what their threads want, the longest wait first", () => {
  expect(deckOrder(by(rows), projects, byStatus, none)).toEqual({
    groups: [
      { name: "Waits for you", threads: ["planned", "asks"] },
      { name: "Broken", threads: ["broke"] },
      { name: "Ready to review", threads: ["done"] },
      { name: "Running", threads: ["busy"] },
      { name: "Quiet", threads: ["seen"] },
    ],
    more: 0,
  });
  expect(deckOrder(by(rows), projects, { grouping: "project", sorting: "name" }, none).groups).toEqual([
    { name: "harbour", threads: ["asks", "planned", "broke", "done", "busy", "seen"] },
  ]);
});

test("what is put off stands apart, and counts as waiting for nobody, until it runs again", () => {
  const [asks, busy] = [...by(rows).values()].filter(({ title }) => title === "asks" || title === "busy");
  const snoozed = new Set([asks, busy].flatMap((each) => (each === undefined ? [] : [each.id])));
  expect(deckOrder(by(rows), projects, byStatus, snoozed).groups.map(({ name, threads }) => [name, threads])).toEqual([
    ["Waits for you", ["planned"]],
    ["Broken", ["broke"]],
    ["Ready to review", ["done"]],
    ["Running", ["busy"]],
    ["Snoozed", ["asks"]],
    ["Quiet", ["seen"]],
  ]);
});

test("no card moves while its thread works on", () => {
  const before = deckOrder(by(rows), projects, byStatus, none);
  const went = rows.map((each) => (each.title === "busy" ? { ...each, updatedAt: 500, preview: "more" } : each));
  expect(sameOrder(before, deckOrder(by(went), projects, byStatus, none))).toBe(true);
  const ended = rows.map((each) => (each.title === "busy" ? row("busy", { unread: true }) : each));
  expect(sameOrder(before, deckOrder(by(ended), projects, byStatus, none))).toBe(false);
});

test("of many threads the most urgent find room, and the others are counted", () => {
  const many = Array.from({ length: 40 }, (_, index) => row(`quiet${index}`, { createdAt: index }));
  const { groups, more } = deckOrder(by([...many, ...rows]), projects, byStatus, none);
  expect([groups.flatMap(({ threads }) => threads).length, more]).toEqual([MOST_CARDS, 14]);
  expect(groups[0]?.threads).toEqual(["planned", "asks"]);
});

test("how the wall is wanted is kept, and nonsense is not believed", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  createDeckPrefs(storage).set({ grouping: "project" });
  expect(createDeckPrefs(storage).getState()).toEqual({ grouping: "project", sorting: "wait" });
  expect(["{", "null", '{"grouping":"colour","sorting":7}'].map(readPrefs)).toEqual(
    Array(3).fill({ grouping: "status", sorting: "wait" }),
  );
});

test("arrows go along the row, and to the nearest card of the row above or below", () => {
  // Two groups: three cards and two, then a single one.
  const box = (left: number, top: number) => ({ left, top, width: 100 });
  const boxes = [box(0, 0), box(110, 0), box(220, 0), box(0, 90), box(110, 90), box(0, 180)];
  const go = (from: number, key: string) => nextCard(boxes, from, key);
  expect([go(0, "ArrowRight"), go(0, "ArrowLeft"), go(5, "ArrowRight"), go(2, "End"), go(4, "Home")]).toEqual([
    1,
    undefined,
    undefined,
    5,
    0,
  ]);
  expect([go(2, "ArrowDown"), go(4, "ArrowDown"), go(5, "ArrowUp"), go(4, "ArrowUp"), go(1, "ArrowUp")]).toEqual([
    4,
    5,
    3,
    1,
    undefined,
  ]);
  expect([nextCard(boxes, -1, "ArrowDown"), nextCard([], -1, "ArrowDown"), go(1, "x")]).toEqual([
    0,
    undefined,
    undefined,
  ]);
});

test("a digest that did not change keeps its identity, and a snapshot starts over", () => {
  const digest = (id: string): ThreadDigest => ({
    threadId: row(id).id,
    said: id,
    tail: [],
    files: [],
    fileCount: 0,
    usage: { tokens: 0 },
    queued: 0,
    steers: 0,
  });
  const [a, b] = [digest("a"), digest("b")];
  const first = foldDigests(new Map([[threadId, digest("old")]]), { type: "snapshot", digests: [a, b] });
  const next = foldDigests(first, { type: "changed", digests: [{ ...b, said: "more" }] });
  expect([[...first.keys()], next.get(a.threadId) === a, next.get(b.threadId)?.said]).toEqual([
    ["a", "b"],
    true,
    "more",
  ]);
});

test("tests and plans are told in signs and in words", () => {
  const run = { command: "npm test", at: 1 };
  expect(
    [
      testWords(undefined),
      testWords({ ...run, state: "passed", passed: 61 }),
      testWords({ ...run, state: "failed", passed: 35, failed: 1 }),
      testWords({ ...run, state: "failed" }),
    ].map(({ short, long }) => `${short}: ${long}`),
  ).toEqual([
    "no tests: No tests were run",
    "61: 61 tests passed",
    "1 of 36: 1 of 36 tests failed",
    "failed: Tests failed",
  ]);
  expect(planWords(["completed", "in_progress", "pending"])).toBe("1 of 3 steps done");
});
