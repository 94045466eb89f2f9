import {
  addUsage,
  type Budgets,
  type Model,
  noUsage,
  ProjectId,
  ThreadId,
  TurnId,
  type Usage,
} from "@flightdeck/contract";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "../store/index.ts";
import { dayOf, startOfDay } from "./days.ts";
import type { Labels } from "./index.ts";
import { openUsage } from "./usage.ts";

const zone = process.env.TZ;
beforeEach(() => {
  process.env.TZ = "Europe/Berlin";
});
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

const price = { input: 2, cached: 0.5, output: 8 };
const modelNamed = (id: string): Model => ({
  id,
  name: id.toUpperCase(),
  description: "",
  efforts: [],
  contextWindow: 1,
  provider: "openai",
  images: false,
  ...(id === "unpriced" ? {} : { price }),
});
const tokens: Usage = { input: 1_000_000, cached: 200_000, output: 100_000, reasoning: 50_000, context: 5 };
const cost = 0.8 * 2 + 0.2 * 0.5 + 0.1 * 8;

const labels: Labels = {
  project: (id) => (id === "p1" ? "Alpha" : undefined),
  thread: (id) => (id === "t1" ? "Fix it" : undefined),
  turn: (_thread, id) => (id === "turn1" ? "Do this" : undefined),
  model: (id) => modelNamed(id).name,
};

function book(budgets: Budgets = {}, now = Date.parse("2026-03-29T12:00:00Z")) {
  const store = openStore(":memory:");
  const usage = openUsage({ store, modelNamed, budgets: () => budgets, now: () => now });
  const spend = (at: string | number, more: Partial<Record<"thread" | "project" | "turn" | "model", string>> = {}) => {
    const model = more.model ?? "m";
    usage.add({
      threadId: ThreadId.parse(more.thread ?? "t1"),
      projectId: ProjectId.parse(more.project ?? "p1"),
      turnId: TurnId.parse(more.turn ?? "turn1"),
      at: typeof at === "number" ? at : Date.parse(at),
      model,
      usage: usage.priced(model, tokens),
    });
  };
  return { ...usage, spend, [Symbol.dispose]: () => store.close() };
}

const row = (key: string, label: string, requests = 1) => ({
  key,
  label,
  requests,
  usage: {
    input: requests * 1_000_000,
    cached: requests * 200_000,
    output: requests * 100_000,
    reasoning: requests * 50_000,
    context: 0,
    cost: expect.closeTo(requests * cost, 9),
  },
});

test("a request costs what its tokens cost, cached ones less, and nothing is said where no price is known", () => {
  using usage = book();
  expect([
    usage.priced("m", tokens).cost,
    usage.priced("unpriced", tokens),
    usage.priced("m", { ...tokens, cost: 7 }),
  ]).toEqual([cost, tokens, { ...tokens, cost: 7 }]);
});

test("requests are summed by project, thread, turn and model, the dearest first", () => {
  using usage = book();
  usage.spend("2026-03-01T10:00Z", { thread: "t2", project: "p2", turn: "turn2", model: "unpriced" });
  usage.spend("2026-03-01T10:01Z");
  usage.spend("2026-03-01T10:02Z", { turn: "turn3" });
  const unpriced = { input: 1_000_000, cached: 200_000, output: 100_000, reasoning: 50_000, context: 0 };
  const report = (by: "project" | "thread" | "turn" | "model") => usage.report({ by }, labels).rows;
  expect({
    project: report("project"),
    thread: report("thread"),
    turn: report("turn"),
    model: report("model"),
  }).toEqual({
    project: [row("p1", "Alpha", 2), { key: "p2", label: "Removed project", requests: 1, usage: unpriced }],
    thread: [row("t1", "Fix it", 2), { key: "t2", label: "Deleted thread", requests: 1, usage: unpriced }],
    turn: [
      { key: "turn2", label: "Removed turn", requests: 1, usage: unpriced },
      row("turn1", "Do this"),
      row("turn3", "Removed turn"),
    ],
    model: [row("m", "M", 2), { key: "unpriced", label: "UNPRICED", requests: 1, usage: unpriced }],
  });
});

test("a report can be of a time, a project, a thread or a turn alone; today is everything of today", () => {
  using usage = book();
  usage.spend("2026-03-28T22:59:59Z");
  usage.spend("2026-03-29T10:00:00Z", { project: "p2", thread: "t2", turn: "turn2" });
  const requests = (span: object) =>
    usage.report({ by: "day", ...span }, labels).rows.map(({ key, requests }) => [key, requests]);
  expect([
    requests({ since: Date.parse("2026-03-29T00:00Z") }),
    requests({ until: Date.parse("2026-03-29T10:00:00Z") }),
    requests({ projectId: ProjectId.parse("p2") }),
    requests({ threadId: ThreadId.parse("t1") }),
    requests({ turnId: TurnId.parse("turn2") }),
    usage.report({ by: "day", projectId: ProjectId.parse("p1") }, labels).today,
    usage.report({ by: "day", projectId: ProjectId.parse("none") }, labels).total,
  ]).toEqual([
    [["2026-03-29", 1]],
    [["2026-03-28", 1]],
    [["2026-03-29", 1]],
    [["2026-03-28", 1]],
    [["2026-03-29", 1]],
    row("", "").usage,
    noUsage,
  ]);
});

test("a day has 23 hours when the clocks go forward and 25 when they go back", () => {
  using usage = book();
  // Berlin: forward on 29 March 2026 at 1:00 UTC, back on 25 October at 1:00 UTC.
  for (const at of ["2026-03-28T22:59Z", "2026-03-28T23:00Z", "2026-03-29T21:59Z", "2026-03-29T22:00Z"])
    usage.spend(at);
  for (const at of ["2026-10-24T21:59Z", "2026-10-24T22:00Z", "2026-10-25T22:59Z", "2026-10-25T23:00Z"])
    usage.spend(at);
  expect(usage.report({ by: "day" }, labels).rows.map(({ key, requests }) => [key, requests])).toEqual([
    ["2026-03-28", 1],
    ["2026-03-29", 2],
    ["2026-03-30", 1],
    ["2026-10-24", 1],
    ["2026-10-25", 2],
    ["2026-10-26", 1],
  ]);
});

test("days are those of the machine wherever it stands, and sum up to the whole", () => {
  const zones = fc.constantFrom(
    "UTC",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/St_Johns",
  );
  const moment = fc.integer({ min: Date.parse("2011-12-25"), max: Date.parse("2026-12-31") });
  fc.assert(
    fc.property(zones, fc.array(moment, { minLength: 1, maxLength: 8 }), (named, moments) => {
      process.env.TZ = named;
      using usage = book();
      for (const at of moments) usage.spend(at);
      const { rows, total } = usage.report({ by: "day" }, labels);
      expect(rows.map(({ key }) => key)).toEqual([...new Set(moments.map(dayOf))].sort());
      expect(rows.map((day) => day.usage).reduce(addUsage)).toEqual({
        ...total,
        cost: expect.closeTo(total.cost ?? 0, 6),
      });
      for (const at of moments) {
        const start = startOfDay(at);
        expect([start <= at, dayOf(start), dayOf(start - 1) < dayOf(at)]).toEqual([true, dayOf(at), true]);
      }
    }),
    { numRuns: 100 },
  );
});

const t1 = ThreadId.parse("t1");
const next = { model: "m", characters: () => 400_000, knownTokens: 900_000 };
// A million tokens, of which the cache knows nine tenths, and a short answer.
const due = 0.1 * 2 + 0.9 * 0.5 + 0.0005 * 8;

test("without a budget nothing is asked, and a request that stays within one is not", () => {
  using free = book();
  free.spend("2026-03-29T10:00Z");
  using roomy = book({ thread: cost + due + 0.01, day: cost + due + 0.01 });
  roomy.spend("2026-03-29T10:00Z");
  expect([free.passed(t1, next), roomy.passed(t1, next)]).toEqual([undefined, undefined]);
});

test("a request that would pass a budget is held back, before it is passed", () => {
  using thread = book({ thread: cost + due - 0.01, day: 100 });
  thread.spend("2026-03-01T10:00Z");
  using day = book({ day: cost + due - 0.01 });
  day.spend("2026-03-29T10:00Z", { thread: "t2" });
  day.spend("2026-03-28T10:00Z", { thread: "t2" });
  expect([thread.passed(t1, next), thread.passed(ThreadId.parse("t2"), next), day.passed(t1, next)]).toEqual([
    { kind: "budget", scope: "thread", spent: cost, limit: cost + due - 0.01 },
    undefined,
    { kind: "budget", scope: "day", spent: cost, limit: cost + due - 0.01 },
  ]);
});

test("requests of several threads under way count together, and no longer once they are over", () => {
  const [t2, t3] = [ThreadId.parse("t2"), ThreadId.parse("t3")];
  using usage = book({ day: 2.5 * due });
  const both = [usage.passed(t1, next), usage.passed(t2, next)];
  const third = usage.passed(t3, next);
  usage.settled(t1);
  expect([both, third, usage.passed(t3, next)]).toEqual([
    [undefined, undefined],
    { kind: "budget", scope: "day", spent: 0, limit: 2.5 * due },
    undefined,
  ]);
});

test("what costs nothing passes no budget", () => {
  using usage = book({ thread: 1 });
  usage.spend("2026-03-29T10:00Z");
  expect(usage.passed(t1, { ...next, model: "unpriced" })).toBeUndefined();
});

test("a yes raises the limit by one step of the budget, and beyond what is spent already", () => {
  using usage = book({ thread: 1 });
  usage.spend("2026-03-29T10:00Z");
  const asked = usage.passed(t1, next);
  if (asked === undefined) throw new Error("nothing was asked");
  usage.raise(t1, asked);
  expect(usage.passed(t1, next)).toBeUndefined();
  usage.spend("2026-03-29T10:01Z");
  expect(usage.passed(t1, next)).toEqual({
    kind: "budget",
    scope: "thread",
    spent: expect.closeTo(2 * cost, 9),
    limit: expect.closeTo(cost + 1, 9),
  });
});

test("a raise of the day's budget is for that day alone", () => {
  const budgets = { day: 1 };
  let now = Date.parse("2026-03-29T12:00:00Z");
  const store = openStore(":memory:");
  const usage = openUsage({ store, modelNamed, budgets: () => budgets, now: () => now });
  const spend = () =>
    usage.add({
      threadId: t1,
      projectId: ProjectId.parse("p1"),
      at: now,
      model: "m",
      usage: usage.priced("m", tokens),
    });
  spend();
  usage.raise(t1, { kind: "budget", scope: "day", spent: cost, limit: 1 });
  const today = usage.passed(t1, next);
  now += 24 * 3_600_000;
  spend();
  expect([today, usage.passed(t1, next)?.limit]).toEqual([undefined, 1]);
  store.close();
});
