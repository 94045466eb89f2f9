import { join } from "node:path";
import { hasEnded, type RunId, ThreadId } from "@flightdeck/contract";
import {
  answer,
  broken,
  call,
  type ModelServer,
  say,
  startModelServer,
  type TemporaryFolder,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from "@flightdeck/testkit";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { messageId } from "../testing/testCore.ts";
import { entriesOf, type RunCore, rowOf, runCore } from "./testing/runCore.ts";

/** What outlives a host. */
interface Ground extends AsyncDisposable {
  readonly home: TemporaryFolder;
  readonly repository: TemporaryRepository;
  readonly model: ModelServer;
}

async function ground(): Promise<Ground> {
  await using stack = new AsyncDisposableStack();
  const home = stack.use(await temporaryFolder("flightdeck-home-"));
  const repository = stack.use(await temporaryRepository({ files: { "a.txt": "one\n" } }));
  const model = stack.use(await startModelServer());
  const all = stack.move();
  return { home, repository, model, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

const none = ThreadId.parse("none");
const approval = answer(call("exec_command", { cmd: "echo outside", escalate: true, justification: "May I?" }));
const nothing = answer(call("report", { outcome: "nothing", summary: "Nothing." }));

type Parked = Awaited<ReturnType<typeof parked>>;

/** A run that waits for an approval, and the id of what it waits for. */
async function parked(on: RunCore) {
  const runId = on.run(on.automate({ prompt: "Ask", place: { kind: "local" } }));
  const { threadId = none } = await on.when(runId, ({ state }) => state === "parked");
  const [asked] = on.test.core.threads.load(threadId).thread.approvals;
  if (asked === undefined) throw new Error("nothing is asked");
  return { runId, threadId, approvalId: asked.id };
}

test("a run that needs an approval waits in the queue, takes no room meanwhile, and goes on from the answer", async () => {
  await using on = await runCore({ config: "[automations]\natOnce = 1\n" });
  on.test.model.script([approval, answer(say("The other one.")), answer(say("Thanks."))]);
  const { runId, threadId, approvalId } = await parked(on);
  expect(on.test.core.approvals.pending().map(({ id }) => id)).toEqual([approvalId]);
  const other = await on.ended(on.run(on.automate({ prompt: "Go", place: { kind: "local" } })));
  expect([other.state, on.get(runId).state]).toEqual(["completed", "parked"]);
  on.test.core.threads.answer(threadId, approvalId, "approve");
  expect(await on.ended(runId)).toMatchObject({ state: "completed", outcome: "done", summary: "Thanks." });
});

test("a run that waits outlives its host, and the answer in the next one lets it go on to its end", async () => {
  await using on = await ground();
  on.model.script([approval, approval, nothing, answer(say("Nothing."))]);
  let waits: Parked;
  {
    await using first = await runCore(on);
    waits = await parked(first);
  }
  await using second = await runCore(on);
  expect(second.get(waits.runId).state).toBe("parked");
  second.test.core.threads.answer(waits.threadId, waits.approvalId, "approve");
  const run = await second.ended(waits.runId);
  expect(run).toMatchObject({ state: "completed", outcome: "nothing", threadId: waits.threadId });
  expect(second.test.core.threads.load(waits.threadId).thread.turns.map(({ outcome }) => outcome)).toEqual([
    "interrupted",
    "completed",
  ]);
  expect(rowOf(second.test, waits.threadId)).toMatchObject({ archived: true });
});

const acts: readonly [name: string, act: (on: RunCore, waits: Parked) => unknown, reason: string][] = [
  [
    "says stop",
    (on, { threadId, approvalId }) => on.test.core.threads.answer(threadId, approvalId, "stop"),
    "Stopped by you, work kept",
  ],
  ["stops the run", (on, { runId }) => on.test.core.runs.stop(runId), "Stopped by you, work kept"],
  [
    "puts its thread away",
    (on, { threadId }) => on.test.core.threads.flag(threadId, { archived: true }),
    "Stopped by you, work kept",
  ],
  [
    "goes on in its thread",
    (on, { threadId }) => on.test.core.threads.send(threadId, { id: messageId(), text: "Leave that" }),
    "You went on in its thread yourself",
  ],
  [
    "takes its turn back",
    (on, { threadId }) => {
      const [turn] = on.test.core.threads.load(threadId).thread.turns;
      return on.test.core.threads.history.rollBack({ threadId, turnId: turn?.id ?? ("" as never), files: false });
    },
    "You went on in its thread yourself",
  ],
];

test.each(acts)("a run that waited through a restart is stopped when the person %s", async (_name, act, reason) => {
  await using on = await ground();
  on.model.script([approval, answer(say("As you wish."))]);
  let waits: Parked;
  {
    await using first = await runCore(on);
    waits = await parked(first);
  }
  await using second = await runCore(on);
  await act(second, waits);
  const run = await second.ended(waits.runId);
  expect([run.state, run.reason]).toEqual(["stopped", reason]);
  expect(second.test.core.approvals.pending()).toEqual([]);
});

test("a run whose thread is deleted while it waits has failed, and says so", async () => {
  await using on = await ground();
  on.model.script([approval]);
  let waits: Parked;
  {
    await using first = await runCore(on);
    waits = await parked(first);
  }
  await using second = await runCore(on);
  await second.test.core.threads.delete(waits.threadId);
  const run = await second.ended(waits.runId);
  expect([run.state, run.reason]).toEqual(["failed", "Its thread was deleted"]);
});

test("a run goes on in its thread after its host has ended, and is told so; the fourth time it has failed", async () => {
  await using on = await ground();
  const stalls = broken(answer(say("Working on it.")), "stall", "text");
  on.model.script(() => stalls);
  let runId: RunId;
  {
    await using first = await runCore(on);
    runId = first.run(first.automate({ prompt: "Work" }));
    await on.model.requested(1);
  }
  for (const requests of [2, 3, 4]) {
    await using next = await runCore(on);
    await on.model.requested(requests);
    expect(next.get(runId).state).toBe("running");
  }
  const said = JSON.stringify(on.model.requests.at(-1)?.body.input);
  expect(said.split("<thread_continued>").length - 1).toBe(3);
  await using last = await runCore(on);
  const run = await last.ended(runId);
  expect([run.state, run.reason]).toEqual([
    "failed",
    "Flightdeck was closed 4 times while it worked; what it did is kept",
  ]);
  const { turns } = last.test.core.threads.load(run.threadId ?? none).thread;
  expect(turns.map(({ items }) => items.filter(({ type }) => type === "user_message").length)).toEqual([1, 0, 0, 0]);
  expect(last.test.core.threads.rows({ archived: false }).length).toBe(1);
});

test("a run that was cut off while its worktree was made goes on in a worktree", async () => {
  await using on = await ground();
  let runId: RunId;
  {
    await using first = await runCore(on);
    runId = first.run(first.automate({ prompt: "scenario:edit b.txt" }));
    await first.when(runId, ({ state }) => state === "running");
  }
  await using second = await runCore(on);
  const run = await second.ended(runId);
  expect([run.state, rowOf(second.test, run.threadId)?.worktree]).toEqual(["completed", expect.anything()]);
});

test("what is left to do for a run that has ended is done by the next host", async () => {
  await using on = await ground();
  let runId: RunId;
  {
    await using first = await runCore({ ...on, begin: false });
    runId = first.run(first.automate({ prompt: "scenario:say Nothing." }));
    expect(first.get(runId).state).toBe("pending"); // this host does not stay
  }
  on.model.script([nothing, answer(say("Nothing."))]);
  let work: string;
  {
    await using second = await runCore(on);
    await second.when(runId, ({ state }) => state === "running");
    using db = databaseOf(on.home);
    work = db.db.prepare<[], string>("SELECT json FROM run_work").pluck().get() ?? "";
    await second.ended(runId);
  }
  {
    using db = databaseOf(on.home);
    db.db.prepare("INSERT INTO run_work (run_id, json) VALUES (?, ?)").run(runId, work);
  }
  await using third = await runCore(on);
  const run = await third.ended(runId);
  expect([run.state, run.reason, rowOf(third.test, run.threadId)]).toEqual([
    "completed",
    undefined,
    expect.objectContaining({ archived: true, worktree: "removed" }),
  ]);
  expect(entriesOf(third.test, runId).length).toBe(1);
});

/** The database of a home in which a host may be open, too. */
function databaseOf(home: TemporaryFolder): { readonly db: Database.Database; [Symbol.dispose](): void } {
  const db = new Database(join(home.path, "flightdeck.db"));
  return { db, [Symbol.dispose]: () => void db.close() };
}

test("a run is stopped at its time limit, counted over the hosts that it worked in", async () => {
  await using on = await ground();
  on.model.script(() => broken(answer(say("On and on.")), "stall", "text"));
  let runId: RunId;
  {
    await using first = await runCore(on);
    runId = first.run(first.automate({ prompt: "Work", limits: { minutes: 1 } }));
    await on.model.requested(1);
  }
  {
    using db = databaseOf(on.home);
    db.db.prepare("UPDATE run_work SET json = json_set(json, '$.milliseconds', 59900)").run();
  }
  await using second = await runCore(on);
  const run = await second.ended(runId);
  const reason = "Stopped at the time limit of 1 minute, work kept";
  expect([run.state, run.reason]).toEqual(["stopped", reason]);
  expect(entriesOf(second.test, runId)).toMatchObject([{ kind: "failure", title: reason }]);
});

const priced = '[models."gpt-5.5"]\nprice = { input = 0.001, cached = 0.001, output = 4000.0 }\n';

test("a request that would pass the cost limit is not sent, and the run is stopped with its work", async () => {
  await using on = await runCore({ config: priced });
  on.test.model.script([
    answer(call("exec_command", { cmd: "echo made > made.txt" })),
    answer(call("exec_command", { cmd: "echo more" })),
    answer(say("Never said.")),
  ]);
  const runId = on.run(on.automate({ prompt: "Spend", limits: { minutes: 30, dollars: 2.01 } }));
  const run = await on.ended(runId);
  const reason = "Stopped at the cost limit of $2.01, work kept";
  expect(run).toMatchObject({ state: "stopped", reason, dollars: expect.any(Number) });
  expect(run.dollars).toBeLessThanOrEqual(2.01);
  expect(entriesOf(on.test, runId).map(({ kind }) => kind)).toEqual(["failure", "changes"]);
  expect([run.changes?.files, on.test.model.requests.length]).toEqual([1, 1]);
});

test("where a price is not known, the record says that the cost limit does not hold", async () => {
  await using on = await runCore();
  const prompt = "scenario:say Fine.";
  const run = await on.ended(on.run(on.automate({ prompt, limits: { minutes: 30, dollars: 2 } })));
  expect([run.state, run.reason]).toEqual([
    "completed",
    "The price of gpt-5.5 is not known, so the cost limit of $2.00 does not hold",
  ]);
});

test("a person stops a run at work, and takes one back that waits for its turn", async () => {
  await using on = await runCore({ config: "[automations]\natOnce = 1\n" });
  on.test.model.script(() => broken(answer(say("On and on.")), "stall", "text"));
  const runId = on.run(on.automate({ prompt: "Work" }));
  await on.test.model.requested(1);
  const waiting = on.run(on.automate({ prompt: "Later" }));
  on.test.core.runs.stop(waiting);
  on.test.core.runs.stop(runId);
  expect([await on.ended(runId), await on.ended(waiting)]).toMatchObject([
    { state: "stopped", reason: "Stopped by you, work kept" },
    { state: "stopped", reason: "Taken back by you before it began" },
  ]);
  expect([...entriesOf(on.test, runId), ...entriesOf(on.test, waiting)]).toEqual([]);
  expect(rowOf(on.test, on.get(runId).threadId)).toMatchObject({ worktree: "removed", archived: false });
  expect(() => on.test.core.runs.stop(runId)).toThrow(expect.objectContaining({ code: "run_ended" }));
  expect(() => on.test.core.runs.stop("run_gone" as RunId)).toThrow(expect.objectContaining({ code: "run_not_found" }));
});

test("a run that waits begins no more once its automation is deleted or paused, unless a person asked for it", async () => {
  await using on = await runCore();
  const gone = await on.ended(on.run("automation_gone" as never));
  expect([gone.state, gone.reason]).toEqual(["skipped", "The automation was deleted before this run could begin"]);
  const { core } = on.test;
  const id = on.automate({ prompt: "scenario:say Fine." });
  await core.automations.setPaused(id, true);
  const due = await on.ended(on.run(id, { cause: { kind: "schedule" } }));
  expect([due.state, due.reason]).toEqual(["skipped", "The automation was paused before this run could begin"]);
  expect((await on.ended(on.run(id))).state).toBe("completed");
});

test("a worktree that may not be removed stays, and its run says so", async () => {
  await using on = await runCore();
  on.test.model.script([nothing, broken(answer(say("Nothing.")), "stall", "text")]);
  const runId = on.run(on.automate({ prompt: "Look" }));
  await on.test.model.requested(2);
  const { threadId = none } = on.get(runId);
  const path = on.test.core.threads.load(threadId).thread.worktree?.path ?? "";
  await on.repository.git("worktree", "lock", "--reason", "mine", path);
  on.test.model.release();
  const run = await on.ended(runId);
  expect([run.state, run.reason, rowOf(on.test, threadId)?.worktree]).toEqual([
    "completed",
    "Its worktree stays: This worktree is locked: mine",
    "ready",
  ]);
  expect(on.test.failures).toEqual([]);
});

test("a worktree with commits or files that nobody committed stays", async () => {
  await using on = await runCore();
  const run = await on.ended(on.run(on.automate({ prompt: "scenario:run echo x > untracked.txt" })));
  expect([run.outcome, run.changes, rowOf(on.test, run.threadId)?.worktree]).toEqual([
    "changed",
    { files: 1, additions: 1, deletions: 0 },
    "ready",
  ]);
  expect(hasEnded(run)).toBe(true);
});
