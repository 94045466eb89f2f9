import { AutomationId, type Run, RunId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { FEW_RUNS, withNewest, withRuns } from "./useRuns.ts";
import { causeWords, glyphOfRun, outcomeWords, runWords } from "./words.ts";

const run = (change: Partial<Run> = {}): Run => ({
  id: RunId.parse("r1"),
  automationId: AutomationId.parse("a1"),
  automationName: "Nightly",
  cause: { kind: "schedule" },
  dueAt: 1,
  state: "completed",
  dry: false,
  ...change,
});

test("each record says in a line what came of it, or why nothing did", () => {
  const runs: readonly Run[] = [
    run({ outcome: "found", findings: 2, summary: "A revoked token is accepted\nand more" }),
    run({ outcome: "changed", changes: { files: 1, additions: 3, deletions: 0 } }),
    run({ outcome: "nothing" }),
    run({ outcome: "done", summary: "Sent the digest" }),
    run({ state: "missed", reason: "the machine was asleep until 08:12" }),
    run({ state: "skipped", reason: "the run before was still under way" }),
    run({ state: "stopped", reason: "it reached its limit of $3.00" }),
    run({ state: "failed", summary: "Could not go on" }),
    run({ state: "parked" }),
    run({ state: "pending" }),
  ];
  expect(runs.map((each) => [runWords(each), outcomeWords(each).text, glyphOfRun(each)])).toEqual([
    [{ lead: "2 findings", rest: "A revoked token is accepted" }, "2 findings", "done"],
    [{ lead: "1 file changed", rest: undefined }, "1 file", "done"],
    [{ lead: "Nothing found", rest: undefined }, "nothing found", "idle"],
    [{ lead: "Sent the digest" }, "done", "done"],
    [{ lead: "Missed", rest: "the machine was asleep until 08:12" }, "missed", "interrupted"],
    [{ lead: "Skipped", rest: "the run before was still under way" }, "skipped", "interrupted"],
    [{ lead: "Stopped", rest: "it reached its limit of $3.00" }, "stopped", "interrupted"],
    [{ lead: "Failed", rest: "Could not go on" }, "failed", "failed"],
    [{ lead: "Waits for you", rest: undefined }, "waits for you", "waiting_approval"],
    [{ lead: "Waits for its turn", rest: undefined }, "waits its turn", "idle"],
  ]);
});

test("what a model says in a summary hides nothing and breaks no line", () => {
  expect(runWords(run({ outcome: "nothing", summary: "All \u202egood\u0007" }))).toEqual({
    lead: "Nothing found",
    rest: "All ⟨U+202E⟩good⟨BEL⟩",
  });
});

test("runs that come, change or are earlier stand once each, the newest first", () => {
  const first = run({ id: RunId.parse("r1"), dueAt: 1 });
  const second = run({ id: RunId.parse("r2"), dueAt: 2, state: "running" });
  const third = run({ id: RunId.parse("r3"), dueAt: 3 });
  const ended = { ...second, state: "completed" } as const;
  expect(withRuns([second], [third, first, ended])).toEqual([third, ended, first]);
});

test("after a lost connection earlier runs stay only where the newest ones join on", () => {
  const told = (from: number) =>
    Array.from({ length: FEW_RUNS }, (_, at) => run({ id: RunId.parse(`r${from - at}`), dueAt: from - at }));
  const before = { runs: withRuns([], told(20)), more: false };
  expect(withNewest(before, told(22))).toEqual({ runs: withRuns(told(20), told(22)), more: false });
  expect(withNewest(before, told(60))).toEqual({ runs: told(60), more: true });
  expect(withNewest({ runs: [], more: false }, [])).toEqual({ runs: [], more: false });
});

test("files that are not named count too", () => {
  expect(causeWords({ cause: { kind: "files", paths: ["a", "b"], more: 1_200 } })).toBe("1,202 files");
  expect(causeWords({ cause: { kind: "files", paths: ["a"] } })).toBe("a");
});
