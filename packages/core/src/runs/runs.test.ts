import { answer, call, say } from "@flightdeck/testkit";
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
    title: expect.stringMatching(/^Nightly 1 · 22 Nov, \d\d:30$/),
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
  expect(on.test.failures).toEqual([]);
});
