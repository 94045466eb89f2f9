import { rm } from "node:fs/promises";
import { ThreadId } from "@flightdeck/contract";
import { answer, say, startModelServer, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";

const inWorktree = async (on: TestCore, path: string, base?: string): Promise<ThreadId> => {
  const { project } = await on.core.projects.locate(path);
  return on.core.threads.create({
    projectId: project.id,
    workspace: { kind: "worktree", copyLocalChanges: false, base },
  });
};

/** Settles with what it was rejected with. */
const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
  );

test("a thread that is deleted as its turn ends stays deleted", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(say("Done."))]);
  const { project } = await on.core.projects.locate(repo.path);
  const threadId = await on.core.threads.create({
    projectId: project.id,
    workspace: { kind: "local" },
    text: "Go",
  });
  await on.status(threadId, "idle");
  await on.core.threads.delete(threadId);
  await on.core.threads.idle();
  expect({ rows: on.core.threads.rows({ archived: false }), failures: on.failures }).toEqual({
    rows: [],
    failures: [],
  });
});

test("a deleted thread leaves no checkpoints in the repository, and those of others stay", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script(() => answer(say("Done.")));
  const { project } = await on.core.projects.locate(repo.path);
  const create = () => on.core.threads.create({ projectId: project.id, workspace: { kind: "local" }, text: "Go" });
  const [gone, kept] = [await create(), await create()];
  await on.core.threads.idle();
  await on.core.threads.delete(gone);
  const refs = (await repo.git("for-each-ref", "--format=%(refname)", "refs/flightdeck/checkpoints"))
    .trim()
    .split("\n");
  expect({
    gone: refs.filter((ref) => ref.includes(gone)),
    kept: refs.some((ref) => ref.includes(kept)),
    failures: on.failures,
  }).toEqual({
    gone: [],
    kept: true,
    failures: [],
  });
});

test("a thread whose worktree was deleted by hand can be deleted", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const threadId = await inWorktree(on, repo.path);
  const { worktree } = await on.when(threadId, (thread) => thread.worktree?.state === "ready");
  await rm(worktree?.path ?? "", { recursive: true });
  await on.core.threads.delete(threadId);
  expect(on.core.threads.rows({ archived: false })).toEqual([]);
});

test("a branch that a host left behind when it was killed goes with the next start", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  {
    await using on = await testCore({ home, model });
    const { project } = await on.core.projects.locate(repo.path);
    const worktree = await on.core.worktrees.plan({ project, threadId: ThreadId.parse("thread_cut"), title: "Cut" });
    await repo.git("branch", worktree.branch);
  }
  await using _next = await testCore({ home, model });
  expect(await repo.git("branch", "--list", "flightdeck/*")).toBe("");
});

test("a message sent while a worktree is made goes out when it is there", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(say("Done."))]);
  const threadId = await inWorktree(on, repo.path);
  const delivery = on.core.threads.send(threadId, { id: messageId(), text: "Go" });
  const thread = await on.when(threadId, ({ turns }) => turns[0]?.outcome === "completed");
  expect({ delivery, queue: thread.queue, worktree: thread.worktree?.state }).toEqual({
    delivery: "queue",
    queue: [],
    worktree: "ready",
  });
});

test("a host that closes while a worktree is made leaves a thread that can go on", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const threadId = await inWorktree(on, repo.path);
  await on.core.threads.close();
  expect({ state: on.core.threads.load(threadId).thread.worktree?.state, failures: on.failures }).toEqual({
    state: "failed",
    failures: [],
  });
});

test("a message sent while the host closes is kept, and holds nothing up", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(say("Too late."))]);
  const { threads } = on.core;
  const { project } = await on.core.projects.locate(repo.path);
  const threadId = await threads.create({ projectId: project.id, workspace: { kind: "local" } });
  const closed = threads.close();
  threads.send(threadId, { id: messageId(), text: "Go" });
  await closed;
  await threads.idle();
  const [turn] = threads.load(threadId).thread.turns;
  expect({
    outcome: turn?.outcome,
    said: turn?.items.map((item) => ("text" in item ? item.text : item.type)),
    asked: on.model.requests.length,
    failures: on.failures,
  }).toEqual({ outcome: "interrupted", said: ["Go"], asked: 0, failures: [] });
});

test("a message for a thread whose worktree was removed is refused, and goes when it is back", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(say("Done."))]);
  const { threads, worktrees } = on.core;
  const threadId = await inWorktree(on, repo.path);
  const { worktree } = await on.when(threadId, ({ worktree: made }) => made?.state === "ready");
  if (worktree === undefined) throw new Error("no worktree");
  const message = { id: messageId(), text: "Go" };
  const sent = async () => threads.send(threadId, message);
  await worktrees.remove(threadId);
  threads.setWorktree(threadId, { ...worktree, state: "removed" });
  const refused = await refusal(sent());
  threads.setWorktree(threadId, await worktrees.restore(threadId));
  const delivery = await sent();
  const { turns } = await on.status(threadId, "idle");
  expect({ refused, delivery, outcomes: turns.map(({ outcome }) => outcome) }).toEqual({
    refused: "worktree_missing",
    delivery: "turn",
    outcomes: ["completed"],
  });
});

test("a thread is deleted when its worktree is gone or never was, and kept while there is one", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const { threads, worktrees } = on.core;
  const kept = await inWorktree(on, repo.path);
  await on.when(kept, ({ worktree }) => worktree?.state === "ready");
  const failed = await inWorktree(on, repo.path);
  const { worktree } = await on.when(failed, ({ worktree: made }) => made?.state === "ready");
  if (worktree === undefined) throw new Error("no worktree");
  await worktrees.remove(failed);
  threads.setWorktree(failed, { ...worktree, state: "failed" });
  expect({ kept: await refusal(threads.delete(kept)), failed: await refusal(threads.delete(failed)) }).toEqual({
    kept: "worktree_kept",
    failed: "done",
  });
  expect(threads.rows({ archived: false }).map(({ id }) => id)).toEqual([kept]);
});

test("a turn sent while the folder is worked on begins after it, and no second work beside it", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(say("The other.")), answer(say("Done."))]);
  const { threads } = on.core;
  const { project } = await on.core.projects.locate(repo.path);
  const begin = (text?: string) =>
    threads.create({ projectId: project.id, workspace: { kind: "local" }, text, settings: { approval: "never" } });
  const threadId = await begin();
  await threads.idle();
  const gate = Promise.withResolvers<string>();
  const work = threads.alone(threadId, () => gate.promise);
  const delivery = threads.send(threadId, { id: messageId(), text: "Go" });
  const second = await refusal(threads.alone(threadId, () => Promise.resolve()));
  await on.status(await begin("Meanwhile"), "idle");
  const asked = on.model.requests.length;
  gate.resolve("worked");
  const thread = await on.status(threadId, "idle");
  expect({ delivery, second, asked, work: await work, outcome: thread.turns[0]?.outcome }).toEqual({
    delivery: "turn",
    second: "turn_running",
    asked: 1,
    work: "worked",
    outcome: "completed",
  });
});

test("a host that died between planning a worktree and keeping its thread starts again", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  {
    await using on = await testCore({ home, model });
    const { project } = await on.core.projects.locate(repo.path);
    await on.core.worktrees.plan({ project, threadId: ThreadId.parse("thread_never"), title: "Never" });
  }
  await using on = await testCore({ home, model });
  expect(on.core.worktrees.list().map(({ threadId, state }) => [threadId, state])).toEqual([
    ["thread_never", "failed"],
  ]);
});
