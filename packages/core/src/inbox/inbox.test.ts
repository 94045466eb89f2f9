import {
  type AutomationId,
  type InboxEntryId,
  type InboxEvent,
  type ProjectId,
  type Run,
  type RunId,
  type ThreadId,
} from "@flightdeck/contract";
import { expect, test } from "vitest";
import { openBook } from "../automations/index.ts";
import { openStore } from "../store/index.ts";
import { type NewInboxEntry, openInbox } from "./index.ts";

function open() {
  const store = openStore(":memory:");
  const book = openBook({ store, report: () => undefined });
  let made = 0;
  let now = 1_000;
  const inbox = openInbox({ store, runs: book.runs, now: () => now, newId: () => `entry_${(made += 1)}` });
  return { store, book, inbox, at: (time: number) => (now = time) };
}

const entry = (given: Partial<NewInboxEntry> = {}): NewInboxEntry => ({
  runId: "run_1" as RunId,
  automationId: "automation_1" as AutomationId,
  automationName: "Nightly review",
  projectId: "project_1" as ProjectId,
  kind: "finding",
  runState: "completed",
  title: "A revoked token is accepted",
  body: "Revoking **deletes** the row\nbut leaves the token in the cache.",
  ...given,
});

const run = (id: string, given: Partial<Run> = {}): Run => ({
  id: id as RunId,
  automationId: "automation_1" as AutomationId,
  automationName: "Nightly review",
  projectId: "project_1" as ProjectId,
  cause: { kind: "schedule" },
  dueAt: 2_000,
  state: "completed",
  dry: false,
  ...given,
});

const titles = (rows: readonly { readonly title: string }[]) => rows.map(({ title }) => title);

test("a list has an entry's beginning, and the entry itself all of its words and its run", () => {
  const { inbox, book } = open();
  const proof = { command: "npm test revoke", output: "expected 401, received 200", exitCode: 1, proven: true };
  book.runs.record({ ...run("run_1"), causeKey: "schedule:1" });
  const [id] = inbox.add([entry({ priority: "P1", path: "auth/tokens.ts", line: 141, proof, dollars: 0.74 })]);
  const shown = {
    id,
    at: 1_000,
    unread: true,
    archived: false,
    ...entry({ priority: "P1", path: "auth/tokens.ts", line: 141, dollars: 0.74 }),
  };
  const { body: _, ...row } = shown;
  expect(inbox.list({ limit: 10 })).toEqual([
    { ...row, digest: "Revoking deletes the row but leaves the token in the cache.", proof: "proven" },
  ]);
  expect(inbox.get(id as InboxEntryId)).toEqual({ entry: { ...shown, proof }, run: run("run_1") });
  expect(() => inbox.get("entry_9" as InboxEntryId)).toThrow("There is no such entry in the inbox");
});

test("words without an end are cut: the end of a title, the beginning of what a proof printed", () => {
  const { inbox } = open();
  const long = "x".repeat(100_000);
  const [id] = inbox.add([
    entry({ title: `${long}\n${long}`, body: long, proof: { command: long, output: `${long}failed` } }),
  ]);
  const { entry: kept } = inbox.get(id as InboxEntryId);
  expect([kept.title.length, kept.body.length, kept.proof?.command.length, kept.proof?.output.length]).toEqual([
    200, 20_000, 2_000, 8_000,
  ]);
  expect(kept.proof?.output.endsWith("xfailed")).toBe(true);
});

test("entries come with the transaction that adds them, or not at all", () => {
  const { inbox, store } = open();
  expect(() =>
    store.transaction(() => {
      inbox.add([entry()]);
      throw new Error("the run could not be kept");
    }),
  ).toThrow("the run could not be kept");
  expect(inbox.list({ limit: 10 })).toEqual([]);
});

test("a list is filtered by what the entries are, and goes on behind one of the same moment", () => {
  const { inbox, at } = open();
  inbox.add([entry({ title: "one" }), entry({ title: "two", kind: "changes" })]);
  inbox.add([entry({ title: "three", automationId: "automation_2" as AutomationId })]);
  at(2_000);
  inbox.add([entry({ title: "four", projectId: "project_2" as ProjectId }), entry({ title: "five", archived: true })]);
  expect(titles(inbox.list({ limit: 10 }))).toEqual(["four", "five", "one", "two", "three"]);
  expect(titles(inbox.list({ archived: false, kinds: ["finding", "report"], limit: 10 }))).toEqual([
    "four",
    "one",
    "three",
  ]);
  expect(titles(inbox.list({ automationId: "automation_2" as AutomationId, limit: 10 }))).toEqual(["three"]);
  expect(titles(inbox.list({ projectId: "project_2" as ProjectId, unread: true, limit: 10 }))).toEqual(["four"]);
  const page = inbox.list({ limit: 3 });
  expect(titles(inbox.list({ limit: 3, before: page[2]?.id }))).toEqual(["two", "three"]);
  expect(() => inbox.list({ limit: 3, before: "gone" as InboxEntryId })).toThrow("There is no such entry");
});

test("marks hold for all of the entries or for none", () => {
  const { inbox } = open();
  const ids = inbox.add([entry({ title: "one" }), entry({ title: "two" }), entry({ title: "three" })]);
  inbox.mark(ids.slice(0, 2), { archived: true, unread: false });
  expect(titles(inbox.list({ archived: false, limit: 10 }))).toEqual(["three"]);
  expect(() => inbox.mark([...ids, "gone" as InboxEntryId], { archived: true })).toThrow("There is no such entry");
  expect(titles(inbox.list({ archived: false, limit: 10 }))).toEqual(["three"]);
  inbox.mark(ids.slice(0, 1), { archived: false });
  expect(inbox.list({ limit: 10 }).map(({ unread, archived }) => ({ unread, archived }))).toEqual([
    { unread: false, archived: false },
    { unread: false, archived: true },
    { unread: true, archived: false },
  ]);
});

test("a mark says of which threads nothing is left to see", () => {
  const { inbox, book } = open();
  const threadId = "thread_1" as ThreadId;
  for (const id of ["run_1", "run_2"]) book.runs.record({ ...run(id, { threadId }), causeKey: id });
  const ids = inbox.add([
    entry({ threadId, title: "one" }),
    entry({ threadId, title: "two", runId: "run_2" as RunId }),
    entry({ title: "without a thread", runId: "run_3" as RunId }),
  ]);
  const seen = [
    inbox.mark(ids.slice(0, 1), { unread: false }),
    inbox.mark(ids.slice(1), { archived: true }),
    inbox.mark(ids.slice(1), { archived: false }),
  ];
  expect(seen.map((threads) => [...threads])).toEqual([[], [threadId], []]);
});

test("a watcher hears of what comes and of what is marked, with how many are unread in all", async () => {
  const { inbox } = open();
  const [first] = inbox.add([entry({ title: "one" }), entry({ title: "two" })]);
  const stop = new AbortController();
  const watching = inbox.watch(1, stop.signal);
  const next = async () => {
    const { value } = (await watching.next()) as { value: InboxEvent };
    return [
      value.type,
      value.rows.map(({ title, archived }) => `${title}${archived ? " archived" : ""}`),
      value.unread,
    ];
  };
  expect(await next()).toEqual(["snapshot", ["one"], 2]);
  inbox.mark([first as InboxEntryId], { archived: true });
  expect(await next()).toEqual(["changed", ["one archived"], 1]);
  inbox.add([entry({ title: "three" })]);
  expect(await next()).toEqual(["changed", ["three"], 2]);
  stop.abort();
});

test("a watcher that fell behind is told everything anew", async () => {
  const { inbox } = open();
  const stop = new AbortController();
  const watching = inbox.watch(2, stop.signal);
  await watching.next();
  const ids = inbox.add(Array.from({ length: 5_000 }, (_, n) => entry({ title: `${n}` })));
  for (const unread of [false, true, false, true, false]) inbox.mark(ids, { unread });
  const { value } = (await watching.next()) as { value: InboxEvent };
  expect([value.type, titles(value.rows), value.unread]).toEqual(["snapshot", ["0", "1"], 0]);
  stop.abort();
});

test("the morning tells what ran, what it found and cost, what waits and what nothing came of", () => {
  const { inbox, book, at } = open();
  const thread = (n: number) => `thread_${n}` as ThreadId;
  const records: Run[] = [
    run("run_before", { dueAt: 100, endedAt: 200, dollars: 9 }),
    run("run_over", { dueAt: 900, endedAt: 1_500, dollars: 1, threadId: thread(1), outcome: "found" }),
    run("run_found", { dollars: 0.5, threadId: thread(2), outcome: "found", endedAt: 3_000 }),
    run("run_changed", { tokens: 10, threadId: thread(2), outcome: "changed", endedAt: 3_500 }),
    run("run_failed", { state: "failed", threadId: thread(3) }),
    run("run_limit", { state: "stopped", dollars: 2 }),
    run("run_parked", { state: "parked", dueAt: 50 }),
    run("run_missed", { state: "missed", reason: "The app was closed", dueAt: 2_200 }),
    run("run_missed_too", { state: "missed", reason: "The machine slept", dueAt: 2_300 }),
    run("run_skipped", { state: "skipped", reason: "Another one was under way" }),
    run("run_quiet", { outcome: "nothing", summary: "All were up to date", endedAt: 4_000, dollars: 0.1 }),
    run("run_told", { outcome: "nothing", summary: "Nothing", endedAt: 4_100 }),
    run("run_dry", { dry: true, outcome: "found", dollars: 100 }),
  ];
  for (const record of records) book.runs.record({ ...record, causeKey: record.id });
  const of = (id: string, given: Partial<NewInboxEntry> = {}) => entry({ runId: id as RunId, ...given });
  inbox.add([of("run_before", { priority: "P0", at: 200 })]);
  at(3_000);
  const ids = inbox.add([
    of("run_over", { priority: "P1" }),
    of("run_found", { priority: "P1" }),
    of("run_found", { priority: "P2" }),
    of("run_changed", { kind: "changes", changes: { files: 2, additions: 31, deletions: 18 } }),
    of("run_quiet", { kind: "nothing", archived: true }),
    of("run_told", { kind: "nothing" }),
  ]);
  const group = { automationId: "automation_1", automationName: "Nightly review", projectIds: ["project_1"] };
  expect(inbox.morning(1_000)).toEqual({
    since: 1_000,
    runs: 7,
    failed: 1,
    stopped: 1,
    underway: 0,
    threadIds: [thread(1), thread(2), thread(3)],
    findings: { count: 3, highest: "P1", ofHighest: 2 },
    changes: { count: 1, additions: 31, deletions: 18 },
    dollars: 3.6,
    unpriced: 1,
    parked: [records[6]],
    passed: [
      { ...group, state: "missed", runs: 2, lastAt: 2_300, words: "The machine slept", dollars: 0, entryIds: [] },
      {
        ...group,
        state: "skipped",
        runs: 1,
        lastAt: 2_000,
        words: "Another one was under way",
        dollars: 0,
        entryIds: [],
      },
    ],
    nothing: [
      {
        ...group,
        state: "completed",
        runs: 1,
        lastAt: 4_000,
        words: "All were up to date",
        dollars: 0.1,
        entryIds: [ids[4]],
      },
    ],
  });
});

test("what a run has to say stays in its order, also when the clock goes on meanwhile", () => {
  let now = 1_000;
  let made = 0;
  const store = openStore(":memory:");
  const { runs } = openBook({ store, report: () => undefined });
  const inbox = openInbox({ store, runs, now: () => (now += 1), newId: () => `entry_${(made += 1)}` });
  inbox.add([entry({ title: "It failed" }), entry({ title: "What it found" }), entry({ title: "What it changed" })]);
  expect(titles(inbox.list({ limit: 10 }))).toEqual(["It failed", "What it found", "What it changed"]);
});
