import { AutomationId, type InboxEntry, InboxEntryId, type InboxRow, type Morning, RunId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { figures, fixText, meta, moment, summary } from "./words.ts";

const morning: Morning = {
  since: 0,
  runs: 9,
  failed: 1,
  stopped: 0,
  underway: 0,
  threadIds: [],
  findings: { count: 4, highest: "P1", ofHighest: 1 },
  changes: { count: 3, additions: 400, deletions: 12 },
  dollars: 7.2,
  unpriced: 0,
  parked: [],
  passed: [],
  nothing: [],
};

const entry: InboxEntry = {
  id: InboxEntryId.parse("e"),
  runId: RunId.parse("run"),
  automationId: AutomationId.parse("automation"),
  automationName: "Nightly",
  kind: "finding",
  runState: "completed",
  at: 0,
  title: "A revoked token is accepted",
  body: "It stays in the cache.\nFor 300 s.",
  priority: "P1",
  path: "auth/tokens.ts",
  line: 141,
  proof: { command: "npm test", output: "", proven: true },
  unread: true,
  archived: false,
};
const { body: _, proof: __, ...rest } = entry;
const row: InboxRow = { ...rest, digest: "It stays in the cache. For 300 s.", proof: "proven" };

test("the night is told in numbers that say what they count", () => {
  expect(figures(morning, [], 20).map(({ value, label }) => `${value} ${label}`)).toEqual([
    "4 findings, 1 at P1",
    "3 diffs, 412 lines",
    "0 waiting for you",
    "1 of 9 runs failed",
    "$7.20 spent on runs, limit $20.00 a day",
  ]);
  const quiet = { ...morning, findings: { count: 1, ofHighest: 0 }, dollars: 1, unpriced: 2 };
  expect(figures(quiet, [], undefined).map(({ label }) => label)).toEqual([
    "finding",
    "diffs, 412 lines",
    "waiting for you",
    "runs failed",
    "spent on runs, 2 without a price",
  ]);
});

test("a sentence says what went on and whether it is urgent", () => {
  expect(summary("Since you left at 18:52", morning, 5, 2)).toBe(
    "Since you left at 18:52: 9 runs, 5 threads carried on. Two things want you first.",
  );
  expect(summary("In the last 24 hours", { runs: 0, underway: 0 }, 0, 0)).toBe(
    "In the last 24 hours: nothing ran. Nothing is urgent.",
  );
  expect(summary("Since you left", { runs: 1, underway: 1 }, 1, 12)).toBe(
    "Since you left: 1 run, 1 thread carried on, 1 still under way. 12 things want you first.",
  );
});

test("the line below a title tells place and proof of a finding, size of changes, else how the text begins", () => {
  expect([
    meta(row, "harbour"),
    meta({ ...row, path: undefined, proof: undefined }, "harbour"),
    meta({ ...row, kind: "changes", path: undefined, changes: { files: 4, additions: 1, deletions: 1 } }, "harbour"),
    meta({ ...row, kind: "report" }, undefined),
    meta({ ...row, kind: "failure", title: "No credit", digest: "No credit: ask for more" }, "harbour"),
  ]).toEqual([
    "auth/tokens.ts:141 · proof attached",
    "harbour · It stays in the cache. For 300 s.",
    "harbour · 4 files",
    "It stays in the cache. For 300 s.",
    "harbour · ask for more",
  ]);
});

test("the agent that found it is reminded, another one is told all, in a fence that its words cannot leave", () => {
  expect(fixText(entry, true)).toBe(
    "Fix what you found: “A revoked token is accepted” at auth/tokens.ts:141, and show with the proof that it is gone.",
  );
  const proof = { command: "echo ```\nrm -rf x", output: "" };
  expect(fixText({ ...entry, proof }, false)).toBe(
    [
      "Fix this finding at auth/tokens.ts:141. Check first that it still holds.",
      "**P1: A revoked token is accepted**\n\n> It stays in the cache.\n> For 300 s.",
      "This command shows it:\n\n````\necho ```\nrm -rf x\n````",
    ].join("\n\n"),
  );
});

test("a moment of the last day is a time, an older one a date", () => {
  const now = new Date(2026, 10, 20, 8).getTime();
  expect([moment(now - 5 * 3_600_000, now), moment(now - 40 * 3_600_000, now)]).toEqual(["03:00", "18 Nov"]);
});
