import { ApprovalId, ItemId, type PendingApproval, type PendingQuestion, QuestionId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { projectId, row, threadId, turnId } from "../../testing/samples.ts";
import { allEntries, callingRows, entriesOf, since, stepEntry } from "./entries.ts";
import { longestWait, nextUnread, rollUp } from "./rollUp.ts";
import { nothingWaits } from "./store.ts";

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

const waits = { approvals: [approval], questions: [question], snoozes: [] };
const calling = callingRows(new Map(rows.map((each) => [each.id, each])));
const keys = (entries: readonly { readonly key: string }[]) => entries.map(({ key }) => key);

test("what blocks an agent comes first, the longest wait ahead; then failures and finished work", () => {
  const entries = entriesOf(waits, calling);
  expect([keys(entries.waiting), keys(entries.broken), keys(entries.done)]).toEqual([
    ["plan:planned", "question:q1", "approval:a1"],
    ["failure:failed"],
    ["finished:done"],
  ]);
  expect(keys(allEntries(entries))).toEqual([
    "plan:planned",
    "question:q1",
    "approval:a1",
    "failure:failed",
    "finished:done",
  ]);
});

test("what is snoozed stands apart, counts nowhere, and calls anew when its thread went on", () => {
  const snooze = (key: string, at: number, until: number) => ({ key, threadId, at, until });
  const snoozes = [snooze("approval:a1", 9, 90), snooze("failure:failed", 9, 50), snooze("finished:done", 0, 70)];
  const { entries, waiting, waitingByProject } = rollUp(entriesOf({ ...waits, snoozes }, calling));
  expect([keys(entries.snoozed), keys(entries.waiting), keys(entries.broken), keys(entries.done)]).toEqual([
    ["failure:failed", "approval:a1"],
    ["plan:planned", "question:q1"],
    [],
    ["finished:done"],
  ]);
  expect([waiting, waitingByProject]).toEqual([2, new Map([[projectId, 2]])]);
});

test("an age counts from when the agent stopped, whatever the person changed since, and so does a snooze", () => {
  const planned = row("planned", { status: "plan_ready", restingSince: 4, updatedAt: 90 });
  const snoozes = [{ key: "plan:planned", threadId: planned.id, at: 5, until: 50 }];
  const calling = callingRows(new Map([[planned.id, planned]]));
  const [awake, asleep] = [[], snoozes].map((each) => entriesOf({ ...waits, snoozes: each }, calling));
  expect([keys(awake?.waiting ?? []), awake?.waiting.map(since), keys(asleep?.snoozed ?? [])]).toEqual([
    ["question:q1", "plan:planned", "approval:a1"],
    [3, 4, 5],
    ["plan:planned"],
  ]);
});

test("the longest wait is the first, and the next unread goes around", () => {
  const all = rollUp(entriesOf(waits, calling));
  const list = new Map(rows.map((each) => [each.id, each]));
  const [failed, done] = [all.entries.broken[0]?.threadId, all.entries.done[0]?.threadId];
  const busy = rows.find(({ title }) => title === "busy")?.id;
  expect(longestWait(all)).toBe("planned");
  expect([undefined, failed, done, busy, threadId].map((front) => nextUnread(all, list, front))).toEqual([
    failed,
    done,
    busy, // the queue does not list it, and it is unread
    failed,
    failed,
  ]);
  expect(nextUnread(rollUp(entriesOf(nothingWaits, [])), new Map(), undefined)).toBeUndefined();
});

test("stepping through the queue stays at its ends and begins at the first", () => {
  const entries = allEntries(entriesOf(waits, []));
  const [first, second] = entries;
  expect(stepEntry(entries, undefined, 1)).toBe(first);
  expect(stepEntry(entries, first?.key, 1)).toBe(second);
  expect(stepEntry(entries, second?.key, 1)).toBe(second);
  expect(stepEntry(entries, first?.key, -1)).toBe(first);
  expect(stepEntry([], undefined, 1)).toBeUndefined();
});
