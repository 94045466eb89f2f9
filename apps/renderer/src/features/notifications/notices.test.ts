import {
  AutomationId,
  InboxEntryId,
  type InboxRow,
  NotificationSettings,
  RunId,
  type ThreadRow,
} from "@flightdeck/contract";
import { expect, test } from "vitest";
import { row } from "../../testing/samples.ts";
import { findingNotices, noticesBetween, wayOf } from "./notices.ts";

const rows = (...list: ThreadRow[]) => new Map(list.map((each) => [each.id, each]));
const running = row("a", { status: "running" });

test("a thread that asks, fails or is done is told once", () => {
  const asking = { ...running, status: "waiting_approval", preview: "Approve: rm" } as const;
  const failed = { ...running, status: "failed" } as const;
  const done = { ...running, status: "idle", unread: true } as const;
  expect([asking, failed, done].map((after) => noticesBetween(rows(running), rows(after)))).toEqual([
    [{ kind: "approval", threadId: running.id, title: "a", body: "Approve: rm" }],
    [{ kind: "failure", threadId: running.id, title: "a", body: "Failed" }],
    [{ kind: "finished", threadId: running.id, title: "a", body: "Is done" }],
  ]);
  expect(noticesBetween(rows(asking), rows({ ...asking, preview: "other" }))).toEqual([]);
});

test("a question and a plan are told, and so is work that ended right after an answer", () => {
  const question = { ...running, status: "waiting_answer", preview: "Asks: which one?" } as const;
  const plan = { ...running, status: "plan_ready" } as const;
  const done = { ...running, status: "idle", unread: true } as const;
  expect(
    [
      [running, question],
      [running, plan],
      [question, done],
    ].map(([was, now]) => noticesBetween(rows(was as ThreadRow), rows(now as ThreadRow))),
  ).toEqual([
    [{ kind: "question", threadId: running.id, title: "a", body: "Asks: which one?" }],
    [{ kind: "plan", threadId: running.id, title: "a", body: "Has a plan for you to read" }],
    [{ kind: "finished", threadId: running.id, title: "a", body: "Is done" }],
  ]);
  expect(noticesBetween(rows(plan), rows(done))).toEqual([]);
});

test("starting, stopping by hand, archived threads and those just loaded are no news", () => {
  expect(noticesBetween(rows(row("a")), rows(running))).toEqual([]);
  expect(noticesBetween(rows(running), rows({ ...running, status: "interrupted" }))).toEqual([]);
  expect(noticesBetween(rows(running), rows({ ...running, status: "failed", archived: true }))).toEqual([]);
  expect(noticesBetween(rows(), rows({ ...running, status: "failed" }))).toEqual([]);
});

test("a kind is told its way, a thread in its own, and one in front not at all", () => {
  const settings = NotificationSettings.parse({ failure: "off" });
  const told = (kind: "approval" | "failure" | "finished", own?: ThreadRow["notices"], shown = false, all = settings) =>
    wayOf({ kind, threadId: running.id }, { settings: all, own, inFront: () => shown });
  expect([
    [told("approval"), told("finished"), told("failure")],
    [told("approval", "mute"), told("approval", "all"), told("failure", "all")],
    [told("approval", undefined, true), told("failure", "all", true)],
    [told("approval", "all", false, { ...settings, when: "never" })],
  ]).toEqual([["sound", "quiet", "off"], ["off", "sound", "quiet"], ["off", "off"], ["off"]]);
});

test("a finding that must not wait is told once, others and those that were seen are not", () => {
  const finding: InboxRow = {
    id: InboxEntryId.parse("e1"),
    runId: RunId.parse("run"),
    automationId: AutomationId.parse("automation"),
    automationName: "Nightly review",
    threadId: running.id,
    kind: "finding",
    runState: "completed",
    at: 1,
    title: "A revoked token is accepted",
    digest: "",
    priority: "P1",
    unread: true,
    archived: false,
  };
  const came: readonly InboxRow[] = [
    finding,
    { ...finding, id: InboxEntryId.parse("e2"), priority: "P2" },
    { ...finding, id: InboxEntryId.parse("e3"), unread: false },
    { ...finding, id: InboxEntryId.parse("e4"), archived: true },
    { ...finding, id: InboxEntryId.parse("e5"), kind: "changes" },
    { ...finding, id: InboxEntryId.parse("e6"), priority: "P0" },
  ];
  const told = new Set([InboxEntryId.parse("e6")]);
  expect(findingNotices(came, told)).toEqual([
    {
      kind: "finding",
      entryId: "e1",
      threadId: running.id,
      title: "Nightly review",
      body: "P1: A revoked token is accepted",
    },
  ]);
});
