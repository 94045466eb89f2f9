import type { Item, Thread } from "@flightdeck/contract";
import { afterEach, expect, test } from "vitest";
import { contextMessage, type PromptItem } from "../agent/index.ts";
import { openLog, started, turnId } from "./history/testing/longLog.ts";
import { workState } from "./workState.ts";

const stores: { close(): void }[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

let ids = 0;
const base = () => ({ id: `item_${++ids}` as Item["id"], status: "completed", startedAt: 0 }) as const; // an id in form
const command = (line: string): Item => ({
  ...base(),
  type: "command",
  command: line,
  cwd: "/repo",
  purpose: "agent",
  sandboxed: true,
  output: "",
  outputBytes: 0,
});
const change = (path: string, movedTo?: string): Item => ({
  ...base(),
  type: "file_change",
  changes: [{ path, kind: "update", movedTo, additions: 1, deletions: 0, diff: "" }],
});
const words = (text: string): Item => ({ ...base(), type: "agent_message", text });

/** A thread whose turns did all that, with its log. */
function worked(...turns: readonly (readonly Item[])[]) {
  const { store, log, make } = openLog();
  stores.push(store);
  const open = make();
  open.commit([started]);
  turns.forEach((items, turn) => {
    open.commit([{ at: 0, type: "turn.started", turnId: turnId(turn), model: "m" }]);
    for (const item of items) open.commit([{ at: 0, type: "item.completed", turnId: turnId(turn), item }]);
  });
  return { open, told: (more: Partial<Thread> = {}) => workState({ ...open.thread, ...more }, log, isFile) };
}

const state = (text: string): readonly PromptItem[] => [contextMessage("work_state", text)];
const files = new Set(["README.md", "src/a.ts", "src/b.ts", "it s.md"]);
const isFile = (word: string) => files.has(word);

test("a thread in which nothing was done has no work to tell of", () => {
  expect(worked([]).told()).toEqual([]);
});

test("files that were changed and looked at are told once each, the newest last, and no word that is no file", () => {
  const { told } = worked([
    command("cat README.md ./src/b.ts | grep -v 1.5 > /dev/null"),
    command("sed -n '1,20p' 'src/a.ts' && rm -rf $HOME/README.md"),
    change("src/b.ts"),
    change("src/old.ts", "src/a.ts"),
    { ...change("src/no.ts"), status: "declined" },
    command("cat README.md"),
  ]);
  expect(told()).toEqual(
    state("Files that were changed:\n- src/b.ts\n- src/a.ts\n\nFiles that were looked at:\n- README.md"),
  );
});

const step = (name: string, status: "pending" | "in_progress" | "completed") => ({ step: name, status });
const accepted = { title: "Cache", text: "Keep it.", state: "accepted", edited: false } as const;

test("the open plan, what it proposes, and what waits for the person are told", () => {
  const plan: Item = {
    ...base(),
    type: "plan",
    steps: [step("Look", "completed"), step("Write", "in_progress")],
    proposal: accepted,
  };
  const { told } = worked([plan]);
  const approvals: Thread["approvals"] = [
    {
      id: "approval_1" as Thread["approvals"][number]["id"], // an id in form
      turnId: turnId(0),
      itemId: plan.id,
      request: { kind: "command", command: "npm publish", cwd: "/repo", reason: "escalate" },
      requestedAt: 0,
    },
  ];
  expect(told({ approvals })).toEqual(
    state(
      "The accepted plan: Cache\nKeep it.\n\nThe plan's steps:\n- Look (completed)\n- Write (in progress)\n\nThe person is being asked for approval:\n- npm publish",
    ),
  );
});

test("a plan whose steps are all done is over", () => {
  const done: Item = { ...base(), type: "plan", steps: [step("Look", "completed")] };
  const proposed: Item = { ...base(), type: "plan", steps: [step("Look", "pending")], proposal: accepted };
  expect([worked([done]).told(), worked([proposed], [done]).told()]).toEqual([[], []]);
});

test("work of long ago is told whatever came since, and none of turns that were taken back", () => {
  const plan: Item = {
    ...base(),
    type: "plan",
    steps: [step("Look", "pending"), step("Write", "pending")],
    proposal: accepted,
  };
  const ticked: Item = { ...base(), type: "plan", steps: [step("Look", "completed"), step("Write", "pending")] };
  const talk = Array.from({ length: 7 }, (_, turn) => Array.from({ length: 150 }, (_, n) => words(`${turn}/${n}`)));
  const { open, told } = worked([plan], [command("cat README.md"), change("src/b.ts"), ticked], ...talk, [
    change("src/gone.ts"),
    { ...ticked, id: base().id, steps: [step("Look", "completed"), step("Write", "completed")] },
  ]);
  open.rollBack({ turnId: turnId(9), files: false, at: 1 });
  expect(open.thread.earlierTurns).toBeGreaterThan(2);
  expect(told()).toEqual(
    state(
      "Files that were changed:\n- src/b.ts\n\nFiles that were looked at:\n- README.md\n\nThe accepted plan: Cache\nKeep it.\n\nThe plan's steps:\n- Look (completed)\n- Write (pending)",
    ),
  );
});

test("a file or plan that changed again counts as it is now, and only so many files are told", () => {
  const plan: Item = { ...base(), type: "plan", steps: [], proposal: { ...accepted, state: "open" } };
  const many = Array.from({ length: 60 }, (_, n) => change(`src/${n}.ts`));
  const { open, told } = worked([plan], many, [change("src/3.ts")]);
  open.commit([
    {
      type: "item.updated",
      turnId: turnId(0),
      item: { ...plan, proposal: { ...accepted, state: "declined" } },
      at: 1,
    },
  ]);
  const paths = [...Array.from({ length: 39 }, (_, n) => `src/${n + 21}.ts`), "src/3.ts"];
  expect(told()).toEqual(state(`Files that were changed:\n${paths.map((path) => `- ${path}`).join("\n")}`));
});
