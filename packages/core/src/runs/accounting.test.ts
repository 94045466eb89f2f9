import type { AutomationId, Item, ItemId, Run, RunId, Turn, TurnId } from "@flightdeck/contract";
import { noUsage } from "@flightdeck/contract";
import { expect, test } from "vitest";
import type { RunReport } from "../tools/index.ts";
import { type Account, accountFor } from "./accounting.ts";

const run: Run = {
  id: "run_1" as RunId,
  automationId: "a" as AutomationId,
  automationName: "Nightly",
  cause: { kind: "schedule" },
  dueAt: 1,
  state: "running",
  dry: false,
};
const turn = (outcome: Turn["outcome"], said = "", error?: Turn["error"]): Turn => {
  const message: Item = { type: "agent_message", id: "i" as ItemId, status: "completed", startedAt: 1, text: said };
  return {
    id: "turn_1" as TurnId,
    model: "m",
    kind: "agent",
    mode: "act",
    startedAt: 1,
    outcome,
    items: said === "" ? [] : [message],
    earlierItems: 0,
    usage: noUsage,
    checkpoints: {},
    ...(error && { error }),
  };
};
const finding = { title: "A leak", body: "In the pool.", priority: "P1", path: "a.ts", line: 3 } as const;
const report = (more: Partial<RunReport> = {}): RunReport => ({
  outcome: "nothing",
  summary: "All is well.",
  findings: [],
  ...more,
});
const changes = { files: 2, additions: 5, deletions: 1 };

/** The end of a run in short: its state, outcome and reason, and the kinds and titles of its entries. */
const end = (account: Partial<Account> & { readonly report?: RunReport; readonly archiveEmpty?: boolean }) => {
  const { report: reported, archiveEmpty = true, ...rest } = account;
  const work = { archiveEmpty, ...(reported && { report: reported }), ...rest.work };
  const spent = { tokens: 7, dollars: 0.5 };
  const ended = accountFor({ run, turn: turn("completed"), spent, at: 9, ...rest, work });
  return {
    state: ended.run.state,
    outcome: ended.run.outcome,
    reason: ended.run.reason,
    entries: ended.entries.map(({ kind, title, archived }) =>
      [kind, title, ...(archived ? ["archived"] : [])].join(": "),
    ),
  };
};

test.each([
  ["found", { report: report({ outcome: "found", findings: [finding] }) }, ["finding: A leak"]],
  ["found", { report: report({ findings: [finding] }), changes }, ["finding: A leak", "changes: All is well."]],
  ["changed", { report: report(), changes }, ["changes: All is well."]],
  ["changed", { turn: turn("completed", "**Fixed** it."), changes }, ["changes: Fixed it."]],
  ["changed", { changes: { ...changes, files: 1 } }, ["changes: Changes in 1 file"]],
  ["nothing", { report: report() }, ["nothing: All is well.: archived"]],
  ["nothing", { report: report(), archiveEmpty: false }, ["nothing: All is well."]],
  ["nothing", { changes: { files: 0, additions: 0, deletions: 0 } }, ["nothing: Nothing found: archived"]],
  // Who says that something changed where nothing did has only said it.
  ["done", { report: report({ outcome: "changed" }) }, ["report: All is well."]],
  ["done", { report: report({ outcome: "found" }) }, ["report: All is well."]],
  ["done", { turn: turn("completed", "\n# Merged today\n- one") }, ["report: Merged today"]],
] as const)("a run that completed %s, and says so once for each thing", (outcome, account, entries) => {
  expect(end(account)).toEqual({ state: "completed", outcome, reason: undefined, entries });
});

test("a run that failed says why before what it found until then", () => {
  const error = { code: "no_model_access", message: "No model access is set up", detail: "Set a key" };
  expect(end({ turn: turn("failed", "", error), report: report({ findings: [finding] }), changes })).toEqual({
    state: "failed",
    outcome: undefined,
    reason: "No model access is set up: Set a key",
    entries: ["failure: No model access is set up: Set a key", "finding: A leak", "changes: All is well."],
  });
});

test("a limit stops a run and says so; a person who stops one need not be told", () => {
  const error = { code: "run_limit", message: "Stopped at the cost limit of $2.00" };
  const reason = "Stopped at the cost limit of $2.00, work kept";
  expect(end({ turn: turn("failed", "", error) })).toEqual({
    state: "stopped",
    outcome: undefined,
    reason,
    entries: [`failure: ${reason}`],
  });
  expect(end({ turn: turn("interrupted"), changes })).toEqual({
    state: "stopped",
    outcome: undefined,
    reason: "Stopped by you, work kept",
    entries: ["changes: Changes in 2 files"],
  });
});

test("a turn that came to its end by itself has done its work, whoever wanted to stop it meanwhile", () => {
  const ending = { state: "stopped", reason: "Stopped at the time limit of 1 minute, work kept" } as const;
  expect(end({ ending, report: report() })).toMatchObject({ state: "completed", outcome: "nothing" });
  expect(end({ ending, turn: turn("interrupted") })).toMatchObject({ state: "stopped", reason: ending.reason });
});

test("a dry run says nothing to the inbox", () => {
  const findings = report({ findings: [finding] });
  expect(end({ run: { ...run, dry: true }, report: findings })).toMatchObject({ outcome: "found", entries: [] });
});

test("the record has the end of what was said, what it took, and why it began late", () => {
  const said = turn("completed", `${"x".repeat(3_000)}the end`);
  const { run: ended } = accountFor({
    run: { ...run, reason: "Began late" },
    work: { archiveEmpty: true },
    turn: said,
    spent: { tokens: 7 },
    at: 9,
  });
  expect(ended).toEqual({
    ...run,
    state: "completed",
    reason: "Began late",
    endedAt: 9,
    tokens: 7,
    outcome: "done",
    summary: expect.stringMatching(/^…x+the end$/),
  });
  expect(ended.summary?.length).toBe(2_000);
});
