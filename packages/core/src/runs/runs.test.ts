import { ApprovalId, ThreadId } from "@flightdeck/contract";
import { join } from "node:path";
import { answer, call, say } from "@flightdeck/testkit";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { entriesOf, rowOf, runCore } from "./testing/runCore.ts";

test("a run works in a thread of its own, and what it changed waits for review", async () => {
  await using on = await runCore();
  const automationId = on.automate({ prompt: "scenario:edit b.txt" });
  const runId = on.run(automationId);
  const run = await on.ended(runId);
  expect(run).toEqual({
    id: runId,
    automationId,
    automationName: "Nightly 1",
    projectId: on.projectId,
    cause: { kind: "person" },
    dueAt: run.dueAt,
    state: "completed",
    dry: false,
    threadId: run.threadId,
    turnId: run.turnId,
    startedAt: expect.any(Number),
    endedAt: expect.any(Number),
    commit: (await on.repository.git("rev-parse", "HEAD")).trim(),
    tokens: expect.any(Number),
    outcome: "changed",
    summary: expect.stringContaining("I wrote `b.txt`."),
    changes: { files: 1, additions: 1, deletions: 0 },
  });
  expect(entriesOf(on.test, runId)).toEqual([
    { kind: "changes", title: "I wrote b.txt.", archived: false, unread: true },
  ]);
  expect(rowOf(on.test, run.threadId)).toEqual({
    title: expect.stringMatching(/^Nightly 1 · 22 Nov, \d\d:\d\d$/),
    archived: false,
    worktree: "ready",
    automation: { id: automationId, runId },
  });
  expect(on.test.failures).toEqual([]);
});

test("a run that found nothing leaves neither a worktree nor anything to look at, and is kept", async () => {
  await using on = await runCore();
  on.test.model.script([
    answer(call("report", { outcome: "nothing", summary: "Every branch merges." })),
    answer(say("Done.")),
  ]);
  const runId = on.run(on.automate({ prompt: "Look around" }));
  const run = await on.ended(runId);
  expect(run).toMatchObject({ state: "completed", outcome: "nothing", summary: "Every branch merges.", findings: 0 });
  expect(entriesOf(on.test, runId)).toEqual([
    { kind: "nothing", title: "Every branch merges.", archived: true, unread: false },
  ]);
  expect(rowOf(on.test, run.threadId)).toMatchObject({ archived: true, worktree: "removed" });
  // An hourly one would leave the repository a branch each hour.
  const branches = async () => (await on.repository.git("branch", "--format=%(refname:short)")).trim().split("\n");
  await expect.poll(branches, { timeout: 30_000 }).toEqual(["main"]);
  const { core } = on.test;
  const threadId = run.threadId ?? ThreadId.parse("none");
  const { branch } = await core.worktrees.restore(threadId);
  expect(await branches()).toEqual([branch, "main"]);
  expect(on.test.failures).toEqual([]);
});

test("a branch that the run did not make stays when the worktree goes", async () => {
  await using on = await runCore();
  const { core } = on.test;
  const branches = async () => (await on.repository.git("branch", "--format=%(refname:short)")).trim().split("\n");
  await on.repository.git("branch", "mine");
  const runId = on.run(on.automate({ prompt: "scenario:approve true" }));
  const { threadId = ThreadId.parse("none") } = await on.when(runId, ({ state }) => state === "parked");
  const { path = "", branch = "" } = core.threads.load(threadId).thread.worktree ?? {};
  await on.repository.git("-C", path, "checkout", "--quiet", "mine");
  core.worktrees.setBranch(threadId, "mine");
  const [approval] = core.threads.load(threadId).thread.approvals;
  core.threads.answer(threadId, approval?.id ?? ApprovalId.parse("none"), "approve");
  await on.ended(runId);
  await expect.poll(() => rowOf(on.test, threadId)?.worktree, { timeout: 30_000 }).toBe("removed");
  expect(await branches()).toEqual([branch, "main", "mine"]);
});

test("a thread whose run cannot be written down does not begin either, and leaves nothing", async () => {
  await using on = await runCore();
  const db = new Database(join(on.test.home, "flightdeck.db"));
  db.exec(`CREATE TRIGGER no_room BEFORE UPDATE ON runs WHEN NEW.state = 'running'
    BEGIN SELECT RAISE(ABORT, 'no room'); END`);
  const run = await on.ended(on.run(on.automate({ prompt: "scenario:say Fine." })));
  const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  expect([run.state, run.reason, run.threadId]).toEqual(["failed", "no room", undefined]);
  expect(["threads", "thread_events", "messages", "run_work", "worktrees"].map(count)).toEqual([0, 0, 0, 0, 0]);
  expect([on.test.core.threads.rows({ archived: false }), on.test.model.requests.length]).toEqual([[], 0]);
  db.exec("DROP TRIGGER no_room");
  db.close();
  expect((await on.ended(on.run(on.automate({ prompt: "scenario:say Fine." })))).state).toBe("completed");
});
