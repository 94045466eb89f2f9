import { type ApprovalDecision, type Budgets, ProjectId, type ThreadEvent, type ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { type ModelRequest, type ModelStream, personMessage, runTurn } from "../agent/index.ts";
import { openApprovals } from "../approvals/index.ts";
import { modelNamed } from "../models/index.ts";
import { openQuestions } from "../questions/index.ts";
import { openStore, type Store } from "../store/index.ts";
import { messageId } from "../testing/testCore.ts";
import { openUsage } from "../usage/index.ts";
import { noWorktree } from "./testing/noWorktree.ts";
import { Threads } from "./threads.ts";

const price = { input: 1, cached: 0.1, output: 10 };
const taken = { input: 1_000_000, cached: 0, output: 50_000, reasoning: 20_000, context: 1_050_000 };
const cost = 1.5;

/** A model that says one word to every request, on a host whose person has budgets. */
function host(budgets: Budgets, store: Store = openStore(":memory:")) {
  store.db.prepare("INSERT OR IGNORE INTO projects (id, name, path, added_at) VALUES ('p', 'p', '/', 0)").run();
  const requests: ModelRequest[] = [];
  const stream: ModelStream = async function* (request) {
    requests.push(request);
    const content = [{ type: "output_text" as const, text: "Yes", annotations: [] }];
    yield { type: "text.started", key: "a" };
    yield {
      type: "item.done",
      key: "a",
      item: { type: "message", role: "assistant", content, id: "a", status: "completed" },
    };
    yield { type: "completed", usage: taken, cache: { hit: false, reason: "tools_changed", missedTokens: 12_000 } };
  };
  let ids = store.db.prepare<[], { n: number }>("SELECT count(*) * 100 AS n FROM thread_events").get()?.n ?? 0;
  const approvals = openApprovals({ store, now: Date.now });
  const usage = openUsage({
    store,
    modelNamed: (id) => ({ ...modelNamed(id), price }),
    budgets: () => budgets,
    now: Date.now,
  });
  const threads = new Threads({
    store,
    search: { note: () => {}, behind: () => {} },
    journal: { note: () => {} },
    digests: { note: () => {} },
    approvals,
    questions: openQuestions(),
    project: () => ({ id: ProjectId.parse("p"), name: "p", path: "/", addedAt: 0, wants: [] }),
    profile: () => undefined,
    defaultSettings: () => ({ model: "m", sandbox: "workspace-write", approval: "never" }),
    ...noWorktree,
    openConnection: () => ({ stream, steer: () => false, prewarm: () => undefined, close: () => undefined }),
    prepare: (_open, { said }) =>
      Promise.resolve({
        tools: [],
        context: [],
        instructions: "",
        added: "text" in said ? [personMessage(said.text)] : [],
      }),
    along: { row: () => undefined, pathOf: ({ name }) => name },
    hear: (_open, { text }) => Promise.resolve([personMessage(text)]),
    windowOf: () => ({ size: 1e9, compactAt: 1e9 }),
    isFile: () => false,
    report: () => undefined,
    world: {
      runTurn,
      now: Date.now,
      newId: (prefix) => {
        ids += 1;
        return `${prefix}_${ids}`;
      },
      random: () => 0,
      wait: () => Promise.resolve(),
      usage,
    },
  });
  threads.recover();
  const create = () => threads.create({ projectId: ProjectId.parse("p"), workspace: { kind: "local" }, text: "Go" });
  const turn = (threadId: ThreadId) => threads.load(threadId).thread.turns.at(-1);
  /** Sends a message that runs into a budget; settles when it asks. */
  const runInto = async (threadId: ThreadId) => {
    const stop = new AbortController();
    threads.send(threadId, { id: messageId(), text: "More" });
    for await (const event of approvals.watch(stop.signal)) {
      const [approval] =
        event.type === "snapshot" ? event.approvals : event.type === "requested" ? [event.approval] : [];
      if (approval === undefined) continue;
      stop.abort();
      return approval;
    }
    throw new Error("nothing was asked");
  };
  const answer = async (threadId: ThreadId, decision: ApprovalDecision) => {
    const approval = await runInto(threadId);
    threads.answer(threadId, approval.id, decision);
    await threads.idle();
    return approval.request;
  };
  return { store, threads, usage, requests, create, turn, runInto, answer };
}

test("each request is shown with its cost and cache, and kept in the same write", async () => {
  const { store, threads, usage, create, turn } = host({});
  const threadId = await create();
  await threads.idle();
  const cache = { hit: false, reason: "tools_changed", missedTokens: 12_000 };
  const labels = { project: () => "p", thread: () => "Go", turn: () => "Go", model: () => "m" };
  expect({
    requests: turn(threadId)?.requests?.map(({ usage, cache }) => ({ usage, cache })),
    thread: threads.load(threadId).thread.usage,
    kept: usage.report({ by: "turn" }, labels).rows,
  }).toEqual({
    requests: [{ usage: { ...taken, cost }, cache }],
    thread: { ...taken, cost },
    kept: [{ key: turn(threadId)?.id, label: "Go", requests: 1, usage: { ...taken, context: 0, cost } }],
  });
  store.db.exec("DROP TABLE usage");
  threads.send(threadId, { id: messageId(), text: "More" });
  await threads.idle();
  const events = store.db.prepare<[], { json: string }>("SELECT json FROM thread_events").all();
  const usages = events.map(({ json }) => JSON.parse(json) as ThreadEvent).filter(({ type }) => type === "turn.usage");
  expect(usages).toHaveLength(1);
});

test("a side question that would pass a budget asks first, and a yes is good for that one alone", async () => {
  const { threads, requests, create, usage } = host({ thread: 1.51 });
  const threadId = await create();
  await threads.idle();
  const ask = async (overBudget: boolean) => {
    const events: unknown[] = [];
    const aside = threads.history.aside({ threadId, text: "Why?", overBudget }, new AbortController().signal);
    for await (const event of aside) events.push(event);
    return [events.at(-1), requests.length];
  };
  const request = { kind: "budget", scope: "thread", spent: 1.5, limit: 1.51 };
  expect([await ask(false), await ask(true), await ask(false)]).toEqual([
    [{ type: "over_budget", request }, 1],
    [expect.objectContaining({ type: "done" }), 2],
    [{ type: "over_budget", request: { ...request, spent: 3 } }, 2],
  ]);
  expect(usage.passed(threadId, { model: "m", knownTokens: 1_000_000, characters: () => 1 })).toMatchObject({
    limit: 1.51,
  });
});

test("a request that would pass the thread's budget waits for a yes, which is good for one more step", async () => {
  const { threads, requests, create, answer, turn } = host({ thread: 1.51 });
  const threadId = await create();
  await threads.idle();
  const request = await answer(threadId, "approve");
  expect({
    request,
    sent: requests.length,
    outcome: turn(threadId)?.outcome,
    asks: threads.load(threadId).thread.approvals,
  }).toEqual({
    request: { kind: "budget", scope: "thread", spent: cost, limit: 1.51 },
    sent: 2,
    outcome: "completed",
    asks: [],
  });
  expect(await answer(threadId, "approve")).toEqual({ kind: "budget", scope: "thread", spent: 2 * cost, limit: 3.02 });
});

test("the day's budget is that of all threads", async () => {
  const { threads, requests, create, answer } = host({ day: 1.504 });
  await create();
  await threads.idle();
  const other = await threads.create({ projectId: ProjectId.parse("p"), workspace: { kind: "local" } });
  const request = await answer(other, "approve");
  expect([request, requests.length]).toEqual([{ kind: "budget", scope: "day", spent: cost, limit: 1.504 }, 2]);
});

test("a no ends the turn in order, without the request, and the next message asks again", async () => {
  const { threads, requests, create, answer, turn } = host({ thread: 1.51 });
  const threadId = await create();
  await threads.idle();
  await answer(threadId, "decline");
  const declined = turn(threadId);
  await answer(threadId, "stop");
  expect({
    declined: [declined?.outcome, declined?.error?.code, declined?.items.map(({ type }) => type)],
    stopped: [turn(threadId)?.outcome, turn(threadId)?.error],
    sent: requests.length,
  }).toEqual({
    declined: ["failed", "budget_exceeded", ["user_message", "error"]],
    stopped: ["interrupted", undefined],
    sent: 1,
  });
});

test("the question survives the host; a yes in the next one lets the thread go on", async () => {
  const first = host({ thread: 1.51 });
  const threadId = await first.create();
  await first.threads.idle();
  const approval = await first.runInto(threadId);
  await first.threads.close();
  const next = host({ thread: 1.51 }, first.store);
  const before = next.threads.load(threadId).thread.approvals.map(({ id }) => id);
  next.threads.answer(threadId, approval.id, "approve");
  await next.threads.idle();
  expect({ before, outcome: next.turn(threadId)?.outcome, sent: next.requests.length }).toEqual({
    before: [approval.id],
    outcome: "completed",
    sent: 1,
  });
});
