import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Thread, ThreadId } from "@flightdeck/contract";
import {
  addFilePatch,
  answer,
  broken,
  call,
  patch,
  say as words,
  startModelServer,
  temporaryFolder,
  temporaryRepository,
} from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { git, readFolder } from "../../git/testing/repository.ts";
import { messageId, type TestCore, testCore } from "../../testing/testCore.ts";
import { begin, inputOf, say } from "./testing/work.ts";

const adding = (path: string) => [answer(patch(addFilePatch(path, path))), answer(words(`Added ${path}.`))];

/** A thread in a worktree with two turns, each of which added a file. */
async function twoTurns(on: TestCore, path: string): Promise<Thread> {
  on.model.script([...adding("one.txt"), ...adding("two.txt")]);
  const threadId = await begin(on, path, { text: "Add one" });
  await on.core.threads.idle();
  await say(on, threadId, "Add two");
  return on.core.threads.load(threadId).thread;
}

async function fork(
  on: TestCore,
  input: Parameters<TestCore["core"]["threads"]["history"]["fork"]>[0],
): Promise<Thread> {
  const threadId = await on.core.threads.history.fork(input);
  await on.core.threads.idle();
  return on.core.threads.load(threadId).thread;
}

test("a fork goes on from a turn with its files, and its request begins like the one of the thread it came from", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const source = await twoTurns(on, repo.path);
  const [first] = source.turns;
  const made = await fork(on, { threadId: source.id, turnId: first?.id, files: "turn" });
  const { worktree } = made;
  expect(made).toEqual({
    ...source,
    id: made.id,
    title: "Add one (fork)",
    cwd: worktree?.path,
    worktree: {
      id: worktree?.id,
      state: "ready",
      path: expect.stringMatching(/add-one-fork$/),
      branch: "flightdeck/add-one-fork",
      base: source.worktree?.base,
      baseCommit: source.worktree?.baseCommit,
    },
    turns: [{ ...first, requests: first?.requests }],
    forkedFrom: { threadId: source.id, turnId: first?.id, title: "Add one", root: source.id },
    usage: { input: 0, cached: 0, output: 0, reasoning: 0, context: first?.usage.context },
    plan: undefined,
    unread: true,
    createdAt: expect.any(Number),
    updatedAt: expect.any(Number),
  });
  expect([Object.keys(readFolder(made.cwd)), git(made.cwd, "status", "--porcelain")]).toEqual([
    ["a.txt", "one.txt"],
    "?? one.txt",
  ]);
  on.model.script([answer(words("Hello."))]);
  await say(on, made.id, "Add three instead");
  const asked = on.model.requests.at(-1)?.body;
  const second = on.model.requests[2]?.body;
  const shared = second?.input.slice(0, -1) ?? [];
  const added = inputOf(asked).slice(shared.length);
  expect({ ...asked, input: asked?.input.slice(0, shared.length) }).toEqual({ ...second, input: shared });
  expect(added).toEqual(["user: <thread_forked>", "user: <environment_context>", "user: Add three instead"]);
  expect(on.core.threads.load(source.id).thread).toEqual(source);
});

test("a fork from the base has none of the changes, and the model is told", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const source = await twoTurns(on, repo.path);
  const made = await fork(on, { threadId: source.id, files: "base", title: "Anew" });
  on.model.script([answer(words("Hello."))]);
  await say(on, made.id, "Again");
  const told = JSON.stringify(on.model.requests.at(-1)?.body.input.at(-3));
  expect([made.title, made.turns.length, Object.keys(readFolder(made.cwd))]).toEqual(["Anew", 2, ["a.txt"]]);
  expect(told).toContain("what was changed so far is not in them");
});

test("a thread in the project's own folder is forked in it, and its prompt is the same to the last entry", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(words("One.")), answer(words("Two.")), answer(words("Two."))]);
  const threadId = await begin(on, repo.path, { workspace: { kind: "local" }, text: "First" });
  await on.core.threads.idle();
  const made = await fork(on, { threadId, files: "shared" });
  await say(on, threadId, "Second");
  await say(on, made.id, "Second");
  const [one, other] = on.model.requests.slice(1).map(({ body }) => body);
  expect([other, made.cwd, made.worktree]).toEqual([one, repo.path, undefined]);
});

test("a worktree belongs to one thread, so a fork cannot share it", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const { id: threadId } = await twoTurns(on, repo.path);
  await expect(on.core.threads.history.fork({ threadId, files: "shared" })).rejects.toMatchObject({
    code: "input_invalid",
  });
  expect(on.core.threads.rows({ archived: false }).length).toBe(1);
});

test("a fork outlives the thread it came from, its worktree and its checkpoints", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const source = await twoTurns(on, repo.path);
  await on.core.worktrees.remove(source.id);
  if (source.worktree) on.core.threads.setWorktree(source.id, { ...source.worktree, state: "removed" });
  on.core.threads.flag(source.id, { archived: true });
  const made = await fork(on, { threadId: source.id, files: "turn" });
  const files = readFolder(made.cwd);
  await on.core.threads.delete(source.id);
  git(repo.path, "reflog", "expire", "--expire=now", "--all");
  git(repo.path, "gc", "-q", "--prune=now");
  const [, second] = made.turns;
  if (second === undefined) throw new Error("no turn");
  writeFileSync(join(made.cwd, "one.txt"), "changed");
  await on.core.threads.history.rollBack({ threadId: made.id, turnId: second.id, files: true });
  expect([
    Object.keys(files),
    Object.keys(readFolder(made.cwd)),
    readFileSync(join(made.cwd, "one.txt"), "utf8"),
  ]).toEqual([["a.txt", "one.txt", "two.txt"], ["a.txt", "one.txt"], "one.txt\n"]);
});

test("a fork of a running thread has what it did so far, as an interrupted turn, and nothing it waits for", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([
    ...adding("one.txt").slice(0, 1),
    broken(answer(words("On and on and on it goes")), "stall", "text"),
  ]);
  const threadId = await begin(on, repo.path, { text: "Add one" });
  await on.when(threadId, ({ turns }) => turns[0]?.items.some(({ type }) => type === "agent_message") ?? false);
  on.core.threads.send(threadId, { id: messageId(), text: "Later" });
  const forkId = await on.core.threads.history.fork({ threadId, files: "turn" });
  await on.when(forkId, ({ worktree }) => worktree?.state === "ready");
  const { thread } = on.core.threads.load(forkId);
  const source = on.core.threads.load(threadId).thread;
  on.model.release();
  await on.core.threads.idle();
  on.model.script([answer(words("I go on."))]);
  await say(on, forkId, "Go on");
  expect({
    outcome: thread.turns[0]?.outcome,
    queue: thread.queue,
    source: [source.turns[0]?.outcome, source.queue.length],
    files: Object.keys(readFolder(thread.cwd)),
    told: inputOf(on.model.requests.at(-1)?.body).slice(-4),
  }).toEqual({
    outcome: "interrupted",
    queue: [],
    source: ["running", 1],
    files: ["a.txt", "one.txt"],
    told: ["user: <turn_interrupted>", "user: <thread_forked>", "user: <environment_context>", "user: Go on"],
  });
});

test("approvals and questions stay with the thread that asks", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(call("exec_command", { cmd: "echo outside", escalate: true }))]);
  const threadId = await begin(on, repo.path, { text: "Go" });
  await on.when(threadId, ({ approvals }) => approvals.length === 1);
  const forkId = await on.core.threads.history.fork({ threadId, files: "base" });
  expect({
    fork: on.core.threads.load(forkId).thread.approvals,
    pending: on.core.approvals.pending().map((approval) => approval.threadId),
  }).toEqual({ fork: [], pending: [threadId] });
  on.core.threads.interrupt(threadId);
  await on.core.threads.idle();
});

test("a host that died in the middle of a fork leaves a whole thread or none, and the next request is the same", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  let source: Thread;
  let forkId: ThreadId;
  {
    await using on = await testCore({ home, model });
    source = await twoTurns(on, repo.path);
    // Dies right behind the write: the worktree is planned and not made.
    forkId = await on.core.threads.history.fork({ threadId: source.id, files: "turn" });
  }
  await using on = await testCore({ home, model });
  const { thread } = on.core.threads.load(forkId);
  expect(thread.turns).toEqual(source.turns);
  rmSync(join(home.path, "shadows"), { recursive: true, force: true });
  model.script([answer(words("Hello."))]);
  await say(on, forkId, "Go on");
  const after = on.core.threads.load(forkId).thread;
  expect([after.worktree?.state, Object.keys(readFolder(after.cwd)), after.turns.at(-1)?.outcome]).toEqual([
    "ready",
    ["a.txt", "one.txt", "two.txt"],
    "completed",
  ]);
  const input = inputOf(model.requests.at(-1)?.body);
  expect(input.slice(0, 5)).toEqual(inputOf(model.requests[2]?.body).slice(0, 5));
});
