import { ApprovalId, ItemId, type PendingApproval, type PendingQuestion, QuestionId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { projectId, row, threadId, turnId } from "../../testing/samples.ts";
import { allEntries, callingRows, entriesOf, stepEntry } from "./entries.ts";

const place = { turnId, itemId: ItemId.parse("i1"), threadId, projectId, threadTitle: "A thread" };
const approval: PendingApproval = {
  ...place,
  id: ApprovalId.parse("a1"),
  request: { kind: "command", command: "ls", cwd: "/w", reason: "untrusted" },
  requestedAt: 5,
};
const question: PendingQuestion = { ...place, id: QuestionId.parse("q1"), askedAt: 3, text: "Which one?" };

const rows = [
  row("failed", { status: "failed", unread: true }),
  row("seen", { status: "failed" }),
  row("done", { unread: true }),
  row("quiet"),
  row("planned", { status: "plan_ready" }),
  row("archived", { status: "plan_ready", archived: true }),
  row("busy", { status: "running", unread: true }),
];

test("what blocks an agent comes first, the longest wait ahead; then plans, failures and finished work", () => {
  const calling = callingRows(new Map(rows.map((each) => [each.id, each])));
  const entries = entriesOf({ approvals: [approval], questions: [question] }, calling);
  expect(allEntries(entries).map(({ key }) => key)).toEqual([
    "question:q1",
    "approval:a1",
    "plan:planned",
    "failure:failed",
    "finished:done",
  ]);
});

test("stepping through the queue stays at its ends and begins at the first", () => {
  const entries = allEntries(entriesOf({ approvals: [approval], questions: [question] }, []));
  const [first, second] = entries;
  expect(stepEntry(entries, undefined, 1)).toBe(first);
  expect(stepEntry(entries, first?.key, 1)).toBe(second);
  expect(stepEntry(entries, second?.key, 1)).toBe(second);
  expect(stepEntry(entries, first?.key, -1)).toBe(first);
  expect(stepEntry([], undefined, 1)).toBeUndefined();
});
