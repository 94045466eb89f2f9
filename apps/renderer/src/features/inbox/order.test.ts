import {
  ApprovalId,
  AutomationId,
  InboxEntryId,
  type InboxGroup,
  type InboxRow,
  type PendingApproval,
  RunId,
} from "@flightdeck/contract";
import { expect, test } from "vitest";
import { projectId, threadId } from "../../testing/samples.ts";
import type { Entry } from "../attention/entries.ts";
import { afterRemoval, entryLine, type Line, morningSections, rangeOf, stepLine } from "./order.ts";

const row = (title: string, change: Partial<InboxRow> = {}): InboxRow => ({
  id: InboxEntryId.parse(title.replaceAll(" ", "_")),
  runId: RunId.parse("run"),
  automationId: AutomationId.parse("automation"),
  automationName: "Nightly",
  kind: "finding",
  runState: "completed",
  at: 100,
  title,
  digest: "",
  unread: true,
  archived: false,
  ...change,
});

const approval = (id: string, requestedAt: number): Entry => ({
  kind: "approval",
  key: `approval:${id}`,
  threadId,
  approval: {
    id: ApprovalId.parse(id),
    threadId,
    projectId,
    threadTitle: id,
    requestedAt,
    request: { kind: "network", cwd: "/" },
  } as unknown as PendingApproval, // only these are looked at
});

const group = (state: InboxGroup["state"]): InboxGroup => ({
  automationId: AutomationId.parse("automation"),
  automationName: "Hourly",
  state,
  runs: 3,
  lastAt: 90,
  projectIds: [],
  dollars: 0.12,
  entryIds: [],
});

const told = (lines: readonly Line[]) => lines.map((line) => (line.kind === "entry" ? line.row.title : line.key));

test("the gravest findings come first, then agents that stand still, then work to review by its weight, then the rest", () => {
  const rows = [
    row("report", { kind: "report", at: 101 }),
    row("P3", { priority: "P3", at: 102 }),
    row("unweighed", { at: 99 }),
    row("P2", { priority: "P2", at: 120 }),
    row("late changes", { kind: "changes", at: 130 }),
    row("early changes", { kind: "changes", at: 110 }),
    row("P1 late", { priority: "P1", at: 140 }),
    row("P1 early", { priority: "P1", at: 103 }),
    row("P0", { priority: "P0", at: 150 }),
    row("failure", { kind: "failure" }),
    row("nothing", { kind: "nothing" }),
  ];
  const waiting = [approval("b", 50), approval("a", 20)];
  const morning = { since: 10, passed: [group("missed"), group("skipped")], nothing: [group("completed")] };
  expect(morningSections(rows, waiting, morning).map(({ name, lines }) => [name, told(lines)])).toEqual([
    ["Do first", ["P0", "P1 early", "P1 late", "approval:a", "approval:b"]],
    ["To review", ["early changes", "late changes", "P2", "P3", "unweighed", "report"]],
    ["Failed", ["failure"]],
    ["Did not run", ["group:missed:automation", "group:skipped:automation"]],
    ["Nothing found", ["nothing", "group:completed:automation"]],
  ]);
});

test("what is older than the night is told as long as it is unread, and what is archived is not told", () => {
  const rows = [
    row("old", { at: 5 }),
    row("old and read", { at: 5, unread: false }),
    row("read", { unread: false }),
    row("archived", { archived: true }),
  ];
  const none = { since: 10, passed: [], nothing: [] };
  expect(morningSections(rows, [], none).map(({ lines }) => told(lines))).toEqual([["old", "read"]]);
});

test("reading moves nothing", () => {
  const rows = [row("a", { priority: "P2" }), row("b", { priority: "P2", at: 101 })];
  const none = { since: 10, passed: [], nothing: [] };
  const read = rows.map((each) => ({ ...each, unread: false }));
  const order = (list: readonly InboxRow[]) => morningSections(list, [], none).map(({ lines }) => told(lines));
  expect(order(read)).toEqual(order(rows));
});

const lines: readonly Line[] = [
  entryLine(row("a")),
  { kind: "waits", key: "approval:x", entry: approval("x", 1) },
  entryLine(row("b")),
  entryLine(row("c")),
];

test("a step stays at the ends, and a range takes entries alone, whichever end came first", () => {
  expect([stepLine(lines, undefined, 1)?.key, stepLine(lines, "entry:c", 1)?.key]).toEqual(["entry:a", "entry:c"]);
  expect(rangeOf(lines, "entry:c", "entry:a")).toEqual(["entry:a", "entry:b", "entry:c"]);
  expect(rangeOf(lines, undefined, "entry:b")).toEqual(["entry:b"]);
  expect(rangeOf(lines, "entry:a", "gone")).toEqual([]);
});

test("the choice goes to what follows what is taken away", () => {
  expect([
    afterRemoval(lines, "entry:b", new Set(["entry:b"])),
    afterRemoval(lines, "entry:c", new Set(["entry:b", "entry:c"])),
    afterRemoval(lines, "entry:a", new Set(["entry:b"])),
    afterRemoval(lines.slice(0, 1), "entry:a", new Set(["entry:a"])),
  ]).toEqual(["entry:c", "approval:x", "entry:a", undefined]);
});
