import {
  type Happening,
  type HistoryEvent,
  type SnoozesEvent,
  type ThreadId,
  threadStatus,
} from "@flightdeck/contract";
import { answer, call, say, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test, vi } from "vitest";
import { AppError } from "../errors/index.ts";
import { allowAlways } from "../rules/index.ts";
import { openStore } from "../store/index.ts";
import { type TestCore, testCore } from "../testing/testCore.ts";
import { openJournal } from "./journal.ts";
import { openSnoozes } from "./snoozes.ts";

const begin = async ({ core }: TestCore, path: string, text: string, settings = {}) => {
  const { project } = await core.projects.locate(path);
  return core.threads.create({ projectId: project.id, workspace: { kind: "local" }, text, settings });
};

/** A store with one thread in it. */
function storeWithThread() {
  const store = openStore(":memory:");
  store.db.exec(`
    INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'app', '/app', 1);
    INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('t1', 'p1', 1, '{"title":"One"}', 1);
  `);
  return { store, threadId: "t1" as ThreadId }; // an id in form
}

/** The first events of a watch. */
async function take<T>(watch: (signal: AbortSignal) => AsyncIterable<T>, count: number): Promise<T[]> {
  const stop = new AbortController();
  const taken: T[] = [];
  for await (const event of watch(stop.signal)) if (taken.push(event) === count) break;
  stop.abort();
  return taken;
}

/** Without what differs from run to run. */
const short = (happening: Happening) => ({
  ...happening,
  id: undefined,
  at: undefined,
  projectId: undefined,
  threadTitle: undefined,
});

test("answers are in the history with what was asked, secrets are not, and what became of the work beside them", async () => {
  await using repository = await temporaryRepository({});
  await using on = await testCore();
  const { core } = on;
  const field = (header: string) => ({ id: header.toLowerCase(), header, question: `${header}?` });
  on.model.script([
    answer(call("exec_command", { cmd: "touch /tmp/x", escalate: true, justification: "For a reason" })),
    answer(say("Done.")),
    answer(call("request_user_input", { questions: [field("Name"), { ...field("Key"), secret: true }] })),
    answer(say("Thanks.")),
  ]);
  const first = await begin(on, repository.path, "Approve it");
  const { approvals } = await on.when(first, (thread) => thread.approvals.length > 0);
  if (approvals[0] === undefined) throw new Error("nothing to approve");
  const history = (): Promise<HistoryEvent[]> => take((signal) => core.journal.watch(10, signal), 1);
  expect(await history()).toEqual([{ type: "snapshot", happenings: [] }]);
  const told = take((signal) => core.journal.watch(10, signal), 2);
  core.threads.answer(first, approvals[0].id, "decline");
  expect((await told)[1]?.happenings.map(short)).toEqual([
    { kind: "approval", decision: "decline", subject: "touch /tmp/x", threadId: first },
  ]);
  await on.status(first, "idle");

  const second = await begin(on, repository.path, "Ask me", { mode: "plan" });
  const { questions } = await on.when(second, (thread) => thread.questions.length > 0);
  if (questions[0] === undefined) throw new Error("nothing was asked");
  core.threads.answerQuestion(second, questions[0].id, { name: "Ada", key: "sesame" });
  await on.status(second, "idle");
  expect((await history())[0]?.happenings.map(short)).toEqual([
    { kind: "question", subject: "Name?", answer: "Ada; •••", threadId: second },
    { kind: "approval", decision: "decline", subject: "touch /tmp/x", threadId: first },
  ]);
  expect(core.journal.since(0, 10).map(({ kind, threadId }) => [kind, threadId])).toEqual([
    ["finished", second],
    ["question", second],
    ["finished", first],
    ["approval", first],
  ]);
});

test("the journal forgets the oldest after a thousand, and what was of a thread that is gone", () => {
  const { store, threadId } = storeWithThread();
  let now = 0;
  const journal = openJournal({ store, now: () => (now += 1) });
  for (let index = 0; index < 1_050; index++) journal.note(threadId, { kind: "landed", subject: `x`.repeat(index) });
  const all = journal.since(0, 2_000);
  expect([all.length, all.at(-1)?.at, all[0]]).toEqual([
    1_000,
    51,
    {
      id: 1_050,
      at: 1_050,
      threadId,
      projectId: "p1",
      threadTitle: "One",
      kind: "landed",
      subject: `${"x".repeat(199)}…`,
    },
  ]);
  expect(journal.since(1_048, 10).map(({ at }) => at)).toEqual([1_050, 1_049]);
  store.db.exec("DELETE FROM threads");
  expect(journal.since(0, 10)).toEqual([]);
  store.close();
});

test("what is put off comes back by itself at its time, with one timer, or when it is asked for", async () => {
  vi.useFakeTimers({ now: 1_000 });
  try {
    const { store, threadId } = storeWithThread();
    const snoozes = openSnoozes({ store, now: Date.now });
    const seen: SnoozesEvent[] = [];
    const stop = new AbortController();
    const watching = (async () => {
      for await (const event of snoozes.watch(stop.signal)) seen.push(event);
    })();
    const until = (time: number) => ({ key: `k${time}`, threadId, until: time });
    snoozes.snooze(until(61_000));
    snoozes.snooze(until(31_000));
    snoozes.snooze(until(91_000));
    await vi.advanceTimersByTimeAsync(100);
    snoozes.wake("k91000");
    await vi.advanceTimersByTimeAsync(30_000);
    await vi.advanceTimersByTimeAsync(100);
    const held = { threadId, at: 1_000 };
    expect([seen.at(-1), vi.getTimerCount()]).toEqual([{ snoozes: [{ key: "k61000", until: 61_000, ...held }] }, 1]);
    await vi.advanceTimersByTimeAsync(31_000);
    expect(seen.at(-1)).toEqual({ snoozes: [] });
    stop.abort();
    await watching;
    expect(vi.getTimerCount()).toBe(0);
    store.close();
  } finally {
    vi.useRealTimers();
  }
});

test("a snooze outlives its host, and needs a thread and a time to come", async () => {
  await using home = await temporaryFolder();
  await using repository = await temporaryRepository({});
  const until = Date.now() + 3_600_000;
  let threadId: ThreadId;
  {
    await using on = await testCore({ home });
    on.model.script([
      answer(call("exec_command", { cmd: "ls", escalate: true, justification: "why" })),
      answer(say(".")),
    ]);
    threadId = await begin(on, repository.path, "Approve it");
    await on.when(threadId, ({ approvals }) => approvals.length > 0);
    on.core.snoozes.snooze({ key: "approval:1", threadId, until });
    expect(() => on.core.snoozes.snooze({ key: "x", threadId, until: 5 })).toThrow("The request is not valid");
    expect(() => on.core.snoozes.snooze({ key: "x", threadId: "gone" as ThreadId, until })).toThrow(AppError);
  }
  await using on = await testCore({ home });
  const [held] = await take((signal) => on.core.snoozes.watch(signal), 1);
  expect(held).toEqual({ snoozes: [{ key: "approval:1", threadId, at: expect.any(Number), until }] });
  // Put off is not declined: it waits as before.
  expect(on.core.threads.load(threadId).thread.approvals).toHaveLength(1);
});

test("only the person answers: a rule made elsewhere, more rights, a snooze and its end leave what waits as it is", async () => {
  await using repository = await temporaryRepository({});
  await using on = await testCore();
  const { core } = on;
  on.model.script(({ body }) =>
    JSON.stringify(body.input).includes("function_call_output")
      ? answer(say("Done."))
      : answer(call("exec_command", { cmd: "touch /tmp/x", escalate: true, justification: "To see it" })),
  );
  const waiting = async (text: string) => {
    const threadId = await begin(on, repository.path, text);
    const { approvals } = await on.when(threadId, (thread) => thread.approvals.length > 0);
    if (approvals[0] === undefined) throw new Error("nothing to approve");
    return { threadId, approval: approvals[0] };
  };
  const first = await waiting("One");
  const second = await waiting("Two");
  const { projectId } = core.threads.load(first.threadId).thread;
  const made = { prefix: ["touch", "/tmp/x"], scope: "user" } as const;
  const { request } = first.approval;
  allowAlways(core.rules, { ...made, prefix: [...made.prefix], projectId, request, decision: "approve" });
  core.threads.answer(first.threadId, first.approval.id, "approve", { rule: made });
  await on.status(first.threadId, "idle");

  const key = `approval:${second.approval.id}`;
  core.threads.configure(second.threadId, { sandbox: "full-access", approval: "never" });
  core.threads.flag(second.threadId, { unread: false });
  core.snoozes.snooze({ key, threadId: second.threadId, until: Date.now() + 3_600_000 });
  core.snoozes.wake(key);
  const { thread } = core.threads.load(second.threadId);
  expect([threadStatus(thread), thread.approvals]).toEqual(["waiting_approval", [second.approval]]);
  expect(core.journal.since(0, 10).map(({ kind, threadId }) => [kind, threadId])).toEqual([
    ["finished", first.threadId],
    ["approval", first.threadId],
  ]);
});

test("a snooze is over in its time on a full disk, too", () => {
  vi.useFakeTimers();
  try {
    const { store, threadId } = storeWithThread();
    const snoozes = openSnoozes({ store, now: Date.now });
    snoozes.snooze({ key: "a", threadId, until: Date.now() + 1000 });
    store.db.pragma("query_only = ON");
    vi.advanceTimersByTime(2000);
    const timers = vi.getTimerCount();
    store.db.pragma("query_only = OFF");
    openSnoozes({ store, now: Date.now }).close();
    expect([timers, store.db.prepare("SELECT * FROM snoozes").all()]).toEqual([0, []]);
  } finally {
    vi.useRealTimers();
  }
});
