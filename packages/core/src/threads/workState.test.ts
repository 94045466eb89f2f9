import { type Item, ProjectId, reduceThread, type Thread, ThreadId, TurnId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { contextMessage } from "../agent/index.ts";
import { workState } from "./workState.ts";

const turnId = TurnId.parse("turn_1");
const started = {
  at: 0,
  type: "thread.started",
  threadId: ThreadId.parse("thread_1"),
  projectId: ProjectId.parse("p"),
  title: "",
  cwd: "/repo",
  settings: { model: "m", sandbox: "workspace-write", approval: "on-request" },
} as const;

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

function threadOf(items: readonly Item[]): Thread {
  const begun = reduceThread(undefined, started);
  const thread = reduceThread(begun, { at: 0, type: "turn.started", turnId, model: "m" });
  const last = items.reduce(
    (state, item) => reduceThread(state, { at: 0, type: "item.completed", turnId, item }),
    thread,
  );
  if (last === undefined) throw new Error("no thread");
  return last;
}

const files = new Set(["README.md", "src/a.ts", "src/b.ts", "it s.md"]);
const isFile = (word: string) => files.has(word);

test("a thread in which nothing was done has no work to tell of", () => {
  expect(workState(threadOf([]), isFile)).toEqual([]);
});

test("files that were changed and looked at are told once each, the newest last, and no word that is no file", () => {
  const thread = threadOf([
    command("cat README.md ./src/b.ts | grep -v 1.5 > /dev/null"),
    command("sed -n '1,20p' 'src/a.ts' && rm -rf $HOME/README.md"),
    change("src/b.ts"),
    change("src/old.ts", "src/a.ts"),
    command("cat README.md"),
  ]);
  expect(workState(thread, isFile)).toEqual([
    contextMessage(
      "work_state",
      "Files that were changed:\n- src/b.ts\n- src/a.ts\n\nFiles that were looked at:\n- README.md",
    ),
  ]);
});

test("the open plan, what it proposes, and what waits for the person are told", () => {
  const plan: Item = {
    ...base(),
    type: "plan",
    steps: [
      { step: "Look", status: "completed" },
      { step: "Write", status: "in_progress" },
    ],
    proposal: { title: "Cache", text: "Keep it.", state: "accepted", edited: false },
  };
  const thread: Thread = {
    ...threadOf([plan]),
    approvals: [
      {
        id: "approval_1" as Thread["approvals"][number]["id"], // an id in form
        turnId,
        itemId: plan.id,
        request: { kind: "command", command: "npm publish", cwd: "/repo", reason: "escalate" },
        requestedAt: 0,
      },
    ],
  };
  expect(workState(thread, isFile)).toEqual([
    contextMessage(
      "work_state",
      "The accepted plan: Cache\nKeep it.\n\nThe plan's steps:\n- Look (completed)\n- Write (in progress)\n\nThe person is being asked for approval:\n- npm publish",
    ),
  ]);
});

test("a plan whose steps are all done is over", () => {
  const done: Item = { ...base(), type: "plan", steps: [{ step: "Look", status: "completed" }] };
  expect(workState(threadOf([done]), isFile)).toEqual([]);
});
