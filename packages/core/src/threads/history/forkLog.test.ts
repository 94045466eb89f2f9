import { join } from "node:path";
import { type LoggedEvent, reduceThread, type Thread, ThreadId } from "@flightdeck/contract";
import { temporaryFolder, tries } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { personMessage } from "../../agent/index.ts";
import type { ThreadLog } from "../log.ts";
import type { OpenThread } from "../openThread.ts";
import { itemId, openLog, started, threadId, turnEvents, turnId } from "./testing/longLog.ts";
import { keepTail } from "./window.ts";

const forkId = ThreadId.parse("t2");
const first = { ...started, threadId: forkId, title: "Long (fork)", at: 9_000 } as const;

/** Turns, and what the model was told in each. */
function fill(open: OpenThread, from: number, to: number, items: number): void {
  for (let turn = from; turn < to; turn += 1) {
    open.commit(turnEvents(turn, items), {
      prompt: { turnId: turnId(turn), items: [personMessage(`Said in ${turn}`), personMessage("x".repeat(1_000))] },
    });
  }
}

/** The fork's log as it has to be: the turns' events in their order, with what they cost the other thread. */
function copied(log: ThreadLog, turns: ReadonlySet<string>): readonly LoggedEvent[] {
  const events = log.events(threadId, 0).filter((event) => "turnId" in event && turns.has(event.turnId));
  const own = events.filter(({ type }) => type !== "thread.rolled_back");
  return [first, ...own].map((event, index) => ({
    ...event,
    ...(event.type === "turn.usage" ? { inherited: true } : {}),
    seq: index + 1,
  }));
}

const fold = (events: readonly LoggedEvent[]): Thread | undefined =>
  events.reduce<Thread | undefined>(reduceThread, undefined);

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("turn" as const), items: fc.nat(150) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("back" as const), to: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("compaction" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("title" as const) }) },
  ),
  { minLength: 1, maxLength: 40 },
);

test("a fork is what the copied events say, wherever it begins to read them, and its prompt is the other's", async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(40), async (given, at) => {
      const { store, log, make } = openLog();
      const open = make();
      open.commit([started]);
      let next = 0;
      for (const step of given) {
        const ids = log.turns.ids(threadId);
        const last = ids.at(-1);
        if (step.kind === "turn") {
          fill(open, next, next + 1, step.items);
          next += 1;
        } else if (step.kind === "back" && ids.length > 0) {
          open.rollBack({ turnId: turnIdAt(ids, step.to), files: false, at: 5 });
          if (step.to % 2 === 0) await log.clearPrompt(threadId);
        } else if (step.kind === "compaction" && last !== undefined)
          open.commit([], { prompt: { turnId: last, items: [personMessage("Summary")], replaces: true } });
        else open.commit([{ type: "thread.titled", title: "Other", at: 6 }]);
      }
      const ids = log.turns.ids(threadId);
      if (ids.length === 0) {
        store.close();
        return;
      }
      const upTo = at % ids.length;
      const want = copied(log, new Set(ids.slice(0, upTo + 1)));
      const { thread, seq } = await log.fork({ from: threadId, upTo, first });
      const whole = fold(want);
      expect([log.events(forkId, 0), seq]).toEqual([want, want.length]);
      expect(keepTail(thread)).toEqual({
        ...whole,
        turns: whole?.turns.slice(-keepTail(thread).turns.length),
        earlierTurns: keepTail(thread).earlierTurns,
      });
      expect(log.turns.ids(forkId)).toEqual(ids.slice(0, upTo + 1));
      for (const turn of whole?.turns ?? []) expect(log.turn(forkId, turn.id)).toEqual(turn);
      if (upTo === ids.length - 1) expect(log.prompt(forkId)).toEqual(log.prompt(threadId));
      store.close();
    }),
    { numRuns: tries(40) },
  );
});

const turnIdAt = (ids: readonly ReturnType<typeof turnId>[], n: number) => {
  const id = ids[n % ids.length];
  if (id === undefined) throw new RangeError("no turn");
  return id;
};

test("a long thread is forked and deleted in steps, and the host does its other work between them", async () => {
  const { store, log, make } = openLog();
  const open = make();
  open.commit([started]);
  fill(open, 0, 400, 10);
  let others = 0;
  let working = true;
  const work = () => {
    others += 1;
    if (working) setImmediate(work);
  };
  setImmediate(work);
  await log.fork({ from: threadId, upTo: 399, first });
  const whileForking = others;
  await log.delete(forkId);
  working = false;
  const left = store.db.prepare("SELECT count(*) AS n FROM thread_events WHERE thread_id = ?").get(forkId);
  expect([whileForking > 20, others - whileForking > 20, left, log.read(forkId)]).toEqual([
    true,
    true,
    { n: 0 },
    undefined,
  ]);
  store.close();
});

test("what the other thread does meanwhile is not in the fork", async () => {
  const { store, log, make } = openLog();
  const open = make();
  open.commit([started]);
  fill(open, 0, 50, 40);
  open.commit(turnEvents(50, 3).slice(0, -2));
  const ids = log.turns.ids(threadId);
  const want = copied(log, new Set(ids));
  const prompt = log.prompt(threadId);
  const forking = log.fork({ from: threadId, upTo: 50, first });
  const item = { type: "agent_message", id: itemId(50, 9), text: "Later", status: "completed", startedAt: 1 } as const;
  open.commit([{ type: "item.completed", turnId: turnId(50), item, at: 99 }], {
    prompt: { turnId: turnId(50), items: [personMessage("Later")] },
  });
  fill(open, 51, 53, 3);
  await forking;
  expect([log.events(forkId, 0), log.prompt(forkId)]).toEqual([want, prompt]);
  store.close();
});

test("turns that are taken back meanwhile are not forked, and nothing is left of the try", async () => {
  const { store, log, make } = openLog();
  const open = make();
  open.commit([started]);
  fill(open, 0, 60, 30);
  const forking = log.fork({ from: threadId, upTo: 59, first });
  open.rollBack({ turnId: turnId(20), files: false, at: 5 });
  await expect(forking).rejects.toMatchObject({ code: "turn_not_found" });
  const counts = ["threads", "thread_events", "prompt_items", "thread_turns", "partial_threads"].map((table) => {
    const key = table === "threads" ? "id" : "thread_id";
    return store.db.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${key} = ?`).get(forkId);
  });
  expect(counts).toEqual(counts.map(() => ({ n: 0 })));
  store.close();
});

test("of a fork or a deletion that the host's death cut off, the next host knows nothing", async () => {
  await using home = await temporaryFolder();
  const path = join(home.path, "flightdeck.db");
  const { store, log, make } = openLog(path);
  const open = make();
  open.commit([started]);
  fill(open, 0, 60, 30);
  await log.fork({ from: threadId, upTo: 59, first });
  const halfway = ThreadId.parse("t3");
  const forking = log.fork({ from: threadId, upTo: 59, first: { ...first, threadId: halfway } });
  const deleting = log.delete(forkId);
  store.close();
  await Promise.all([expect(forking).rejects.toThrow(), expect(deleting).rejects.toThrow()]);
  const next = openLog(path);
  expect({
    rows: next.log.rows().map(({ id }) => id),
    events: next.store.db.prepare("SELECT DISTINCT thread_id AS id FROM thread_events").all(),
  }).toEqual({ rows: [threadId], events: [{ id: threadId }] });
  next.store.close();
});

test("a prompt is free of what removed turns said before their rows are deleted, and after", async () => {
  const { store, log, make } = openLog();
  const open = make();
  open.commit([started]);
  fill(open, 0, 200, 1);
  open.commit([], { prompt: { turnId: turnId(199), items: [personMessage("Summary")], replaces: true } });
  open.rollBack(
    { turnId: turnId(2), files: false, at: 5 },
    { prompt: { turnId: turnId(1), items: [personMessage("Gone")] } },
  );
  const before = log.prompt(threadId);
  await log.clearPrompt(threadId);
  fill(open, 200, 201, 1);
  const said = (turn: number) => [personMessage(`Said in ${turn}`), personMessage("x".repeat(1_000))];
  const rows = store.db.prepare("SELECT count(*) AS n FROM prompt_items").get();
  expect({ before, after: log.prompt(threadId), rows }).toEqual({
    before: [...said(0), ...said(1), personMessage("Gone")],
    after: [...said(0), ...said(1), personMessage("Gone"), ...said(200)],
    rows: { n: 7 },
  });
  store.close();
});
