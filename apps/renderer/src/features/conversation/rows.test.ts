import { type Item, ItemId, type Thread, type Turn, TurnId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { createRows, foldFinished, foldSteps, type Row } from "./rows.ts";

type Type = Item["type"];

const fields: { readonly [T in Type]: Omit<Extract<Item, { type: T }>, "id" | "status" | "startedAt" | "type"> } = {
  user_message: { text: "do it", messageId: "m" as never },
  agent_message: { text: "done" },
  reasoning: { text: "hm" },
  plan: { steps: [{ step: "one", status: "completed" }] },
  command: {
    command: "pnpm test",
    cwd: "/w",
    purpose: "agent",
    sandboxed: true,
    output: "",
    outputBytes: 0,
    exitCode: 0,
  },
  file_change: { changes: [] },
  tool_call: { tool: "view_image", summary: "a.png", output: "" },
  question: { fields: [] },
  compaction: { trigger: "auto", method: "summary", tokensBefore: 1 },
  review: { reviewId: "r" as never, scope: "Branch", model: "m", startedBy: "person", files: 1, unread: 0 },
  error: { code: "internal", message: "no" },
};

let last = 0;
const item = <T extends Type>(type: T, more: Partial<Extract<Item, { type: T }>> = {}): Item => {
  last += 1;
  const base = { id: ItemId.parse(`i${last}`), status: "completed", startedAt: 0, endedAt: 1 };
  return { ...base, type, ...fields[type], ...more } as Item; // the table above has the rest of each type
};
const look = (command = "cat a.ts") => item("command", { command });

const turn = (id: string, items: readonly Item[], more: Partial<Turn> = {}): Turn => ({
  id: TurnId.parse(id),
  model: "m",
  kind: "agent",
  mode: "act",
  startedAt: 0,
  endedAt: 5,
  outcome: "completed",
  items,
  earlierItems: 0,
  usage: { input: 0, cached: 0, output: 0, reasoning: 0, context: 0 },
  checkpoints: {},
  ...more,
});
const running = { outcome: "running", endedAt: undefined } as const;

const thread = (turns: readonly Turn[], more: Partial<Thread> = {}): Thread =>
  ({ turns, earlierTurns: 0, quarantined: [], ...more }) as unknown as Thread; // rows read nothing else of it

const none: ReadonlySet<TurnId> = new Set();
/** A row in a word: its kind, or the type of its item. */
const word = (row: Row): string =>
  row.kind === "item" ? row.item.type : row.kind === "fold" ? `${row.fold}:${row.items.length}` : row.kind;

const partWord = (part: ReturnType<typeof foldSteps>[number]): string => ("item" in part ? part.item.type : word(part));

test("while a turn runs, steps in a row are one line and everything else stays", () => {
  const items = [look(), item("reasoning"), look("rg x"), item("command"), look(), item("file_change"), item("plan")];
  const parts = foldSteps(items).map(partWord);
  expect(parts).toEqual(["looked:3", "command", "looked:1", "file_change", "plan"]);
});

test("a command that looks around and fails is not folded away", () => {
  const failed = item("command", { command: "cat gone", status: "failed", exitCode: 1 });
  expect(foldSteps([look(), failed, look()]).length).toBe(3);
});

test("a finished turn folds its work by kind between what was said", () => {
  const items = [
    item("user_message"),
    item("plan"),
    look(),
    item("command"),
    item("file_change"),
    look("rg y"),
    item("command", { status: "failed", exitCode: 2 }),
    item("file_change"),
    item("agent_message"),
    item("command"),
    item("agent_message"),
  ];
  const parts = foldFinished(items).map(partWord);
  expect(parts).toEqual([
    "user_message",
    "planned:1",
    "looked:2",
    "ran:2",
    "changed:2",
    "agent_message",
    "command",
    "agent_message",
  ]);
});

test("what needs a look stays open in a finished turn", () => {
  const items = [
    item("plan", { steps: [{ step: "one", status: "pending" }] }),
    item("file_change", { status: "failed" }),
    item("command", { purpose: "setup" }),
    item("error"),
    item("tool_call"),
  ];
  expect(foldFinished(items).filter((part) => "fold" in part)).toEqual([]);
});

test("rows of a thread: the worktree, its turns with their ends, and what could not be read", () => {
  const build = createRows();
  const rows = build(
    thread([turn("t1", [item("user_message"), item("agent_message")]), turn("t2", [item("user_message")], running)], {
      worktree: { state: "ready" } as never,
      quarantined: [{ seq: 3, reason: "not JSON" }],
    }),
    none,
  );
  expect(rows.map(word)).toEqual([
    "worktree",
    "user_message",
    "prose",
    "end",
    "user_message",
    "waiting",
    "quarantined",
  ]);
});

test("the worktree's row waits until the thread's beginning is loaded", () => {
  const worktree = { state: "ready" } as never;
  const cut = { earlierItems: 3 };
  expect(createRows()(thread([turn("t1", [look()], cut)], { worktree }), none).map(word)).toEqual(["looked:1", "end"]);
  expect(createRows()(thread([], { worktree, earlierTurns: 2 }), none)).toEqual([]);
});

test("an answer is a row per block, of which only the growing one is another after a delta", () => {
  const build = createRows();
  const said = item("agent_message", { text: "one\n\ntwo\n\nthr", status: "running" });
  const first = turn("t1", [item("user_message"), said], running);
  const before = build(thread([first]), none);
  const grown = { ...said, text: "one\n\ntwo\n\nthree" } as Item;
  const after = build(thread([{ ...first, items: [first.items[0] as Item, grown] }]), none);
  expect(before.map(word)).toEqual(["user_message", "prose", "prose", "prose"]);
  expect(after.map((row, index) => row === before[index])).toEqual([true, true, true, false]);
});

test("rows of a turn that did not change are the same objects when another turn moves", () => {
  const build = createRows();
  const done = turn("t1", [item("user_message"), look(), look(), item("agent_message")]);
  const before = build(thread([done, turn("t2", [], running)]), none);
  const after = build(thread([done, turn("t2", [item("command", { status: "running" })], running)]), none);
  expect(after.slice(0, 4).every((row, index) => row === before[index])).toBe(true);
});

test("a turn that was watched keeps its work open until it is folded", () => {
  const build = createRows();
  const watched = turn("t1", [item("command"), item("command"), item("agent_message")]);
  expect(build(thread([watched]), new Set([watched.id])).map(word)).toEqual(["command", "command", "prose", "end"]);
  expect(build(thread([watched]), none).map(word)).toEqual(["ran:2", "prose", "end"]);
});

test("a retry shows instead of waiting, also while nothing came yet", () => {
  const retrying = { attempt: 2, of: 5, reason: "cut" };
  const [row] = createRows()(thread([turn("t1", [], { ...running, retrying })]), none);
  expect(row).toEqual({ kind: "waiting", key: "t1:waiting", since: 0, retrying });
});

test("a plan that moves on keeps its one card, and says each step in a line until the turn is folded", () => {
  const step = (status: string) => ({ steps: [{ step: "one", status }] }) as never;
  const [first, second] = [item("plan", step("in_progress")), item("plan", step("completed"))];
  const planned = turn("t1", [first, item("command"), second, item("agent_message")]);
  const build = createRows();
  const watched = build(thread([planned]), new Set([planned.id]));
  expect(watched.map(word)).toEqual(["plan", "command", "progress", "prose", "end"]);
  expect(watched[0]).toEqual({ kind: "item", key: first.id, item: { ...second, id: first.id }, turnId: planned.id });
  expect(build(thread([planned]), none).map(word)).toEqual(["planned:1", "command", "prose", "end"]);
});

test("questions, compactions and what plan mode ended with stay in sight when their turn is folded", () => {
  const proposal = { title: "A plan", text: "", state: "accepted", edited: false } as const;
  const planned = turn("t1", [
    item("user_message"),
    look(),
    item("question"),
    item("compaction"),
    item("plan", { proposal }),
  ]);
  const seen = ["user_message", "looked:1", "question", "compaction", "plan", "end"];
  expect(createRows()(thread([planned]), none).map(word)).toEqual(seen);
  expect(createRows()(thread([planned]), new Set([planned.id])).map(word)).toEqual(seen);
});

test("a proposed plan is not progress of the one that is under way", () => {
  const proposal = { title: "A plan", text: "", state: "open", edited: false } as const;
  const items = [item("plan"), item("plan", { proposal })];
  const [card, proposed] = createRows()(thread([turn("t1", items, running)]), none);
  expect([card, proposed]).toEqual(
    items.map((each) => ({ kind: "item", key: each.id, item: each, turnId: TurnId.parse("t1") })),
  );
});
