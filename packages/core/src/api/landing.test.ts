import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ThreadId } from "@flightdeck/contract";
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { createRouterClient } from "@orpc/server";
import { expect, test } from "vitest";
import { openStore } from "../store/index.ts";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";
import { createRouter } from "./index.ts";

const clientOf = ({ core }: TestCore) => createRouterClient(createRouter(core));

async function begin({ core }: TestCore, path: string, text: string): Promise<ThreadId> {
  const { project } = await core.projects.locate(path);
  const workspace = { kind: "worktree", copyLocalChanges: false } as const;
  return core.threads.create({ projectId: project.id, workspace, text });
}

/** A thread whose work conflicts with what main has since. */
async function conflicting(at: TestCore, repository: TemporaryRepository) {
  const client = clientOf(at);
  const threadId = await begin(at, repository.path, "scenario:say ready");
  const { worktree } = await at.status(threadId, "idle");
  const path = worktree?.path ?? "";
  await writeFile(join(path, "a"), "work\n");
  await repository.git("-C", path, "commit", "-qam", "Work");
  await repository.write({ a: "main\n" });
  await repository.git("commit", "-qam", "Main");
  return { client, threadId, path };
}

test("conflicts go to the agent with the files named, and an aborted merge leaves what was there before", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n", b: "1\n" } });
  await using at = await testCore();
  const { client, threadId, path } = await conflicting(at, repository);
  await writeFile(join(path, "b"), "not committed\n");
  const status = () => repository.git("-C", path, "status", "--porcelain");
  const before = [await readFile(join(path, "a"), "utf8"), await status()];
  expect(await client.landing.handToAgent({ threadId })).toEqual({ paths: ["a"] });
  const { turns } = await at.when(
    threadId,
    (thread) => thread.turns.length === 2 && thread.turns[1]?.outcome === "completed",
  );
  const said = turns[1]?.items.find((item) => item.type === "user_message");
  expect(said?.type === "user_message" && said.text).toContain("I merged main into");
  await client.landing.check({ threadId });
  await writeFile(join(path, "a"), "half way\n");
  await expect(client.landing.handToAgent({ threadId })).rejects.toMatchObject({ code: "merge_under_way" });
  await client.landing.abortMerge({ threadId });
  expect([await readFile(join(path, "a"), "utf8"), await status()]).toEqual(before);
  await expect(client.landing.abortMerge({ threadId })).rejects.toMatchObject({ code: "merge_not_found" });
  // What the agent had made of it is kept.
  const left = await repository.git("-C", path, "show", `refs/flightdeck/checkpoints/${threadId}/merge-left:a`);
  expect([left, at.failures]).toEqual(["half way\n", []]);
});

test("an archived thread is told so before its folder changes", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using at = await testCore();
  const { client, threadId, path } = await conflicting(at, repository);
  at.core.threads.flag(threadId, { archived: true });
  await expect(client.landing.handToAgent({ threadId })).rejects.toMatchObject({ code: "thread_archived" });
  expect(await repository.git("-C", path, "status", "--porcelain")).toBe("");
});

test("a merge is not given up under a process that works there, and is given up after it", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using at = await testCore();
  const { client, threadId, path } = await conflicting(at, repository);
  await client.landing.handToAgent({ threadId });
  await at.when(threadId, (thread) => thread.turns.length === 2 && thread.turns[1]?.outcome === "completed");
  const merging = () => repository.git("-C", path, "rev-parse", "-q", "--verify", "MERGE_HEAD");
  const before = [await merging(), await readFile(join(path, "a"), "utf8")];
  const child = spawn("sleep", ["600"], { cwd: path });
  const ended = once(child, "close");
  await expect(client.landing.abortMerge({ threadId })).rejects.toMatchObject({ code: "worktree_busy" });
  expect([await merging(), await readFile(join(path, "a"), "utf8")]).toEqual(before);
  child.kill();
  await ended;
  await client.landing.abortMerge({ threadId });
  expect(await readFile(join(path, "a"), "utf8")).toBe("work\n");
});

test("another merge than the one that was handed over is not given up to an older state", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using at = await testCore();
  const { client, threadId, path } = await conflicting(at, repository);
  await client.landing.handToAgent({ threadId });
  await at.when(threadId, (thread) => thread.turns.length === 2 && thread.turns[1]?.outcome === "completed");
  await writeFile(join(path, "a"), "much later\n");
  await repository.git("-C", path, "commit", "-qam", "Merge");
  await repository.write({ a: "main again\n" });
  await repository.git("commit", "-qam", "Main again");
  await repository.git("-C", path, "merge", "main").catch(() => undefined);
  const before = await readFile(join(path, "a"), "utf8");
  await expect(client.landing.abortMerge({ threadId })).rejects.toMatchObject({ code: "checkpoint_missing" });
  expect([await readFile(join(path, "a"), "utf8"), before.includes("<<<<<<<")]).toEqual([before, true]);
});

test("a landing does not move the local checkout under another thread's agent", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using at = await testCore();
  const client = clientOf(at);
  const threadId = await begin(at, repository.path, "scenario:say ready");
  const path = (await at.status(threadId, "idle")).worktree?.path ?? "";
  await writeFile(join(path, "a"), "work\n");
  await repository.git("-C", path, "commit", "-qam", "Work");
  const { project } = await at.core.projects.locate(repository.path);
  const local = { projectId: project.id, workspace: { kind: "local" } as const };
  const other = await at.core.threads.create({ ...local, text: "scenario:approve echo" });
  await at.when(other, ({ approvals }) => approvals.length > 0);
  const landing = { threadId, method: "merge", message: "Land" } as const;
  await expect(client.landing.land(landing)).rejects.toMatchObject({ code: "turn_running" });
  expect(await readFile(join(repository.path, "a"), "utf8")).toBe("1\n");
});

test("a landing is told in its thread's log, and its undoing", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using home = await temporaryFolder("flightdeck-home-");
  await using at = await testCore({ home });
  const client = clientOf(at);
  const threadId = await begin(at, repository.path, "scenario:say ready");
  const { worktree } = await at.status(threadId, "idle");
  await writeFile(join(worktree?.path ?? "", "a"), "work\n");
  await repository.git("-C", worktree?.path ?? "", "commit", "-qam", "Work");
  const landed = await client.landing.land({ threadId, method: "rebase", message: "x" });
  const told = () => at.core.threads.load(threadId).thread.landing;
  expect(told()).toEqual(landed);
  await client.landing.undo({ threadId, landingId: landed.id });
  expect([told()?.state, await repository.git("status", "--porcelain"), at.failures]).toEqual(["undone", "", []]);
});

test("a thread that moved works in the local checkout from its next turn on, and nobody is moved under a running agent", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using at = await testCore();
  const client = clientOf(at);
  const threadId = await begin(at, repository.path, "scenario:run echo worktree > where");
  await at.status(threadId, "idle");
  await client.handovers.start({ threadId, to: "local" });
  at.core.threads.send(threadId, { id: messageId(), text: "scenario:run echo local > where" });
  await at.when(threadId, ({ turns }) => turns.length === 2 && turns[1]?.checkpoints.after !== undefined);
  expect(await readFile(join(repository.path, "where"), "utf8")).toBe("local\n");

  const { project } = await at.core.projects.locate(repository.path);
  const local = { projectId: project.id, workspace: { kind: "local" } as const };
  const other = await at.core.threads.create({ ...local, text: "scenario:approve echo" });
  await at.when(other, ({ approvals }) => approvals.length > 0);
  await expect(client.handovers.start({ threadId, to: "worktree" })).rejects.toMatchObject({ code: "turn_running" });
  at.core.threads.interrupt(other);
  await at.status(other, "interrupted");
  await client.handovers.start({ threadId, to: "worktree" });
  const { worktree, cwd } = at.core.threads.load(threadId).thread;
  expect([
    worktree?.state,
    await readFile(join(cwd, "where"), "utf8"),
    await repository.git("status", "--porcelain"),
  ]).toEqual(["ready", "local\n", ""]);
});

test("the removed worktree of a deleted thread comes back with a new one", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using at = await testCore();
  const client = clientOf(at);
  const threadId = await begin(at, repository.path, "scenario:run echo mine > mine");
  await at.status(threadId, "idle");
  await expect(client.worktrees.remove({ threadId, onlyMerged: true })).rejects.toMatchObject({
    code: "uncommitted_changes",
  });
  await client.worktrees.remove({ threadId });
  await client.threads.delete({ threadId });
  const { threadId: adopter } = await client.worktrees.restore({ threadId });
  const { worktree, cwd } = at.core.threads.load(adopter).thread;
  expect([adopter === threadId, worktree?.state, await readFile(join(cwd, "mine"), "utf8")]).toEqual([
    false,
    "ready",
    "mine\n",
  ]);
  const [kept] = await client.worktrees.list({});
  expect(kept?.threadId).toBe(adopter);
});

test("a host starts after one that died while it removed the worktree of a deleted thread", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using home = await temporaryFolder();
  let threadId: ThreadId | undefined;
  {
    await using at = await testCore({ home });
    const client = clientOf(at);
    threadId = await begin(at, repository.path, "scenario:say ready");
    await at.status(threadId, "idle");
    await client.worktrees.remove({ threadId });
    await client.threads.delete({ threadId });
  }
  const store = openStore(join(home.path, "flightdeck.db"));
  store.db.exec("UPDATE worktrees SET state = 'removing'");
  store.close();
  await using at = await testCore({ home });
  expect(await clientOf(at).worktrees.list({})).toMatchObject([{ threadId, state: "removed" }]);
});
