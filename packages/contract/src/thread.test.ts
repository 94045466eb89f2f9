import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ApprovalId, ItemId, MessageId, ProjectId, ThreadId, TurnId, WorktreeId } from "./ids.ts";
import type { Item } from "./item.ts";
import { clipOutput, lastItems, prependTurns, reduceThread, type Thread, threadStatus, type Turn } from "./thread.ts";
import type { LoggedEvent, ThreadEvent } from "./threadEvent.ts";

const turnId = TurnId.parse("t1");
const itemId = ItemId.parse("i1");
const approvalId = ApprovalId.parse("a1");

const started: ThreadEvent = {
  type: "thread.started",
  threadId: ThreadId.parse("thread"),
  projectId: ProjectId.parse("project"),
  title: "Fix it",
  cwd: "/repo",
  settings: { model: "m", sandbox: "workspace-write", approval: "on-request" },
  at: 1,
};
const turnStarted: ThreadEvent = { type: "turn.started", turnId, model: "m", at: 2 };
const message = (text: string, status: Item["status"] = "running"): Item => ({
  type: "agent_message",
  id: itemId,
  text,
  status,
  startedAt: 3,
});
const asked: ThreadEvent = {
  type: "approval.requested",
  at: 4,
  approval: {
    id: approvalId,
    turnId,
    itemId,
    requestedAt: 4,
    request: { kind: "command", command: "date", cwd: "/repo", reason: "escalate" },
  },
};

const fold = (...events: readonly LoggedEvent[]): Thread => {
  const thread = events.reduce<Thread | undefined>(reduceThread, undefined);
  if (thread === undefined) throw new Error("a log begins with thread.started");
  return thread;
};

test("a turn stopped halfway keeps the text it had", () => {
  const thread = fold(
    started,
    turnStarted,
    { type: "item.started", turnId, item: message(""), at: 3 },
    { type: "item.delta", turnId, itemId, text: "Hel", at: 4 },
    { type: "turn.ended", turnId, outcome: "interrupted", at: 5 },
  );
  expect(thread.turns).toEqual([
    {
      id: turnId,
      model: "m",
      kind: "agent",
      mode: "act",
      startedAt: 2,
      endedAt: 5,
      outcome: "interrupted",
      error: undefined,
      retrying: undefined,
      earlierItems: 0,
      usage: { input: 0, cached: 0, output: 0, reasoning: 0, context: 0 },
      checkpoints: {},
      items: [{ ...message("Hel", "interrupted"), endedAt: 5 }],
    },
  ]);
});

test("an event before the thread has begun is no thread", () => {
  expect(reduceThread(undefined, turnStarted)).toBeUndefined();
});

test("events of a turn that was not loaded change nothing of the others", () => {
  const thread = fold(started, turnStarted);
  const other = TurnId.parse("t0");
  expect(reduceThread(thread, { type: "item.completed", turnId: other, item: message("x"), at: 2 })?.turns).toEqual(
    thread.turns,
  );
});

test("a retry is shown until the next sign of life", () => {
  const retrying = fold(started, turnStarted, {
    type: "turn.retrying",
    turnId,
    attempt: 2,
    of: 5,
    reason: "cut",
    at: 3,
  });
  const alive = reduceThread(retrying, { type: "item.started", turnId, item: message(""), at: 4 });
  expect([retrying.turns[0]?.retrying, alive?.turns[0]?.retrying]).toEqual([
    { attempt: 2, of: 5, reason: "cut" },
    undefined,
  ]);
});

describe("a thread's status", () => {
  const ended = (outcome: "completed" | "failed" | "interrupted"): ThreadEvent => ({
    type: "turn.ended",
    turnId,
    outcome,
    at: 9,
  });
  const worktree = (state: "creating" | "setting_up" | "ready" | "failed"): ThreadEvent => ({
    type: "worktree.changed",
    at: 2,
    worktree: { id: WorktreeId.parse("w"), state, path: "/w", branch: "b" },
  });
  test.each([
    ["idle without a turn", [], "idle"],
    ["running in a turn", [turnStarted], "running"],
    ["idle after a turn", [turnStarted, ended("completed")], "idle"],
    ["failed after one that failed", [turnStarted, ended("failed")], "failed"],
    ["interrupted after one that was stopped", [turnStarted, ended("interrupted")], "interrupted"],
    ["waiting for an approval", [turnStarted, asked], "waiting_approval"],
    ["still waiting when the host died", [turnStarted, asked, ended("interrupted")], "waiting_approval"],
    ["running while its worktree is made", [worktree("creating")], "running"],
    ["running while its worktree is set up", [worktree("setting_up")], "running"],
    ["failed when there is no worktree to work in", [worktree("failed")], "failed"],
  ] as const)("is %s", (_name, events, status) => {
    expect(threadStatus(fold(started, ...events))).toBe(status);
  });
});

test("the same events give the same thread, however they are cut into deliveries", () => {
  const event = fc.oneof(
    fc.record({
      type: fc.constant("item.delta" as const),
      turnId: fc.constant(turnId),
      itemId: fc.constant(itemId),
      text: fc.string(),
      at: fc.nat(),
    }),
    fc.record({ type: fc.constant("thread.titled" as const), title: fc.string(), at: fc.nat() }),
    fc.record({
      type: fc.constant("item.completed" as const),
      turnId: fc.constant(turnId),
      item: fc.string().map((text) => message(text)),
      at: fc.nat(),
    }),
    fc.record({
      type: fc.constant("queue.changed" as const),
      queue: fc.array(
        fc.record({ id: fc.uuid().map((id) => MessageId.parse(id)), text: fc.string(), queuedAt: fc.nat() }),
      ),
      at: fc.nat(),
    }),
  );
  fc.assert(
    fc.property(fc.array(event), fc.nat(), (events, cut) => {
      const before = structuredClone(fold(started, turnStarted));
      const at = events.length === 0 ? 0 : cut % events.length;
      const half = events.slice(0, at).reduce<Thread | undefined>(reduceThread, before);
      const copy = structuredClone(half);
      const whole = events.slice(at).reduce<Thread | undefined>(reduceThread, half);
      expect(whole).toEqual(fold(started, turnStarted, ...events));
      // Nothing that was given out before is changed.
      expect(half).toEqual(copy);
    }),
  );
});

describe("pages of items", () => {
  const turnsOf = (sizes: readonly number[]): readonly Turn[] =>
    sizes.map((size, turn) => ({
      id: TurnId.parse(`t${turn}`),
      model: "m",
      kind: "agent",
      mode: "act",
      startedAt: 0,
      outcome: "completed",
      earlierItems: 0,
      usage: { input: 0, cached: 0, output: 0, reasoning: 0, context: 0 },
      checkpoints: {},
      items: Array.from(
        { length: size },
        (_, n): Item => ({ ...message(`${turn}.${n}`, "completed"), id: ItemId.parse(`i${turn}_${n}`) }),
      ),
    }));

  test("the last items, and page after page before them, are the whole thread again", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 12 }),
        (sizes, limit) => {
          const whole = { ...fold(started), turns: turnsOf(sizes) };
          let shown = lastItems(whole, limit);
          const count = (thread: Thread) => thread.turns.reduce((sum, { items }) => sum + items.length, 0);
          expect(count(shown)).toBe(Math.min(limit, count(whole)));
          while (shown.earlierTurns > 0 || (shown.turns[0]?.earlierItems ?? 0) > 0) {
            const oldest = shown.turns[0]?.items[0]?.id;
            const index = whole.turns.findIndex(({ items }) => items.some(({ id }) => id === oldest));
            const turn = whole.turns[index];
            if (turn === undefined) throw new Error("the oldest item is not in the thread");
            const cut = {
              ...turn,
              items: turn.items.slice(
                0,
                turn.items.findIndex(({ id }) => id === oldest),
              ),
            };
            const page = lastItems(
              { ...whole, turns: [...whole.turns.slice(0, index), ...(cut.items.length > 0 ? [cut] : [])] },
              limit,
            );
            shown = prependTurns(shown, page.turns, page.earlierTurns);
          }
          expect(shown).toEqual(whole);
        },
      ),
    );
  });
});

test("a long output is cut in the middle and keeps both ends", () => {
  const output = `first ${"x".repeat(200_000)} last`;
  const clipped = clipOutput(output);
  expect({
    first: clipped.startsWith("first "),
    last: clipped.endsWith(" last"),
    short: clipped.length < 70_000,
    same: clipOutput("short"),
  }).toEqual({
    first: true,
    last: true,
    short: true,
    same: "short",
  });
});
