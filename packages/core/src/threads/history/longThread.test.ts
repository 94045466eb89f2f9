import { ItemId, reduceThread, type Thread, TurnId } from "@flightdeck/contract";
import { tries } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ThreadLog } from "../log.ts";
import { itemId, openLog, started, threadId, turnEvents } from "./testing/longLog.ts";
import { keepTail } from "./window.ts";

const whole = (log: ThreadLog): Thread => {
  const thread = log.events(threadId, 0).reduce<Thread | undefined>(reduceThread, undefined);
  if (thread === undefined) throw new Error("no thread");
  return thread;
};

const tailOf = ({ turns, ...thread }: Thread, count: number): Thread => ({
  ...thread,
  turns: turns.slice(turns.length - count),
  earlierTurns: turns.length - count,
});

test("a thread of 3,000 turns holds its last ones in memory, and its sums are those of all", () => {
  const { log, make } = openLog();
  const open = make();
  open.commit([started]);
  for (let turn = 0; turn < 3_000; turn += 1) open.commit(turnEvents(turn, 3));
  const all = whole(log);
  const again = make();
  expect({
    usage: open.thread.usage.input,
    held: open.thread.turns.length,
    memory: open.thread,
    disk: again.thread,
  }).toEqual({ usage: 30_000, held: 125, memory: tailOf(all, 125), disk: tailOf(all, 125) });
});

test("a thread whose one turn goes on for ever holds the turn's end", () => {
  const { log, make } = openLog();
  const open = make();
  open.commit([started]);
  for (const event of turnEvents(0, 5_000)) open.commit([event]);
  const [turn] = open.thread.turns;
  expect({
    loaded: turn?.items.length,
    all: (turn?.items.length ?? 0) + (turn?.earlierItems ?? 0),
    last: turn?.items.at(-1),
    whole: log.turn(threadId, TurnId.parse("turn0")),
  }).toEqual({
    loaded: expect.toSatisfy((count: number) => count >= 500 && count <= 1_000),
    all: 5_001,
    last: whole(log).turns[0]?.items.at(-1),
    whole: whole(log).turns[0],
  });
});

test("pages lead back from the last items to the first, and together are the whole thread", () => {
  const { log, make } = openLog();
  const open = make();
  open.commit([started]);
  for (let turn = 0; turn < 40; turn += 1) open.commit(turnEvents(turn, turn % 7));
  const all = whole(log);
  const ids: string[] = [];
  let from: { turnId: TurnId; before?: ItemId } = { turnId: TurnId.parse("turn39"), before: itemId(39, 4) };
  for (;;) {
    const page = log.earlier(threadId, from, 13);
    ids.unshift(...page.turns.flatMap(({ items }) => items.map(({ id }) => id)));
    const head = page.turns.find(({ items }) => items.length > 0);
    const first = head?.items[0];
    if (head === undefined || first === undefined) break;
    from = { turnId: head.id, before: first.id };
  }
  const items = all.turns.flatMap((turn) => turn.items.map(({ id }) => id));
  expect(ids).toEqual(items.slice(0, items.indexOf(itemId(39, 4))));
});

test("a log without an index of its turns, as version 1 left it, gets one when it is opened", () => {
  const { store, log, make } = openLog();
  const open = make();
  open.commit([started]);
  for (let turn = 0; turn < 800; turn += 1) open.commit(turnEvents(turn, 1));
  const index = () => store.db.prepare("SELECT * FROM thread_turns ORDER BY number").all();
  const before = index();
  store.db.exec("DELETE FROM thread_turns");
  const first = make().thread;
  const after = index();
  store.db.exec(`UPDATE thread_turns SET head = '{"version":0}'`);
  expect({ first, second: make().thread, turn: log.turn(threadId, TurnId.parse("turn3")) }).toEqual({
    first: open.thread,
    second: open.thread,
    turn: whole(log).turns[3],
  });
  expect([after.length, after.map((row) => ({ ...(row as object), head: "" }))]).toEqual([
    before.length,
    before.map((row) => ({ ...(row as object), head: "" })),
  ]);
});

test("a turn that is read back has its plan as later turns ticked it off", () => {
  const { log, make } = openLog();
  const open = make();
  open.commit([started]);
  const turnId = TurnId.parse("turn0");
  const times = { status: "completed", startedAt: 2, endedAt: 2 } as const;
  const proposal = { title: "Plan", text: "Do it", state: "accepted", edited: false } as const;
  const plan = { type: "plan", id: ItemId.parse("plan"), ...times } as const;
  open.commit(turnEvents(0, 1));
  const accepted = { ...plan, proposal, steps: [{ step: "One", status: "pending" as const }] };
  open.commit([{ type: "item.completed", turnId, item: accepted, at: 2 }]);
  open.commit(turnEvents(1, 1));
  const ticked = { ...plan, id: ItemId.parse("ticks"), steps: [{ step: "One", status: "completed" as const }] };
  open.commit([{ type: "item.completed", turnId: TurnId.parse("turn1"), item: ticked, at: 3 }]);
  const [first] = open.thread.turns;
  expect([log.turn(threadId, turnId), first?.items.at(-1)]).toEqual([
    first,
    { ...accepted, steps: [{ step: "One", status: "completed" }] },
  ]);
});

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant("turn" as const), items: fc.nat(220) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("back" as const), to: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
  ),
  { maxLength: 40 },
);

test("whatever turns come, go back and restarts happen, memory is the end of what the whole log says", () => {
  fc.assert(
    fc.property(steps, (given) => {
      const { store, log, make } = openLog();
      let open = make();
      open.commit([started]);
      let next = 0;
      for (const step of given) {
        const ids = log.turns.ids(threadId);
        if (step.kind === "turn") open.commit(turnEvents(next++, step.items));
        else if (step.kind === "restart") open = make();
        else if (ids.length > 0) open.rollBack({ turnId: ids[step.to % ids.length] as TurnId, files: false, at: 5 });
        const all = whole(log);
        const held = open.thread.turns.length;
        expect(log.turns.ids(threadId)).toEqual(all.turns.map(({ id }) => id));
        expect(open.thread).toEqual(tailOf(all, held));
        expect(held === 0).toBe(all.turns.length === 0);
        expect(keepTail(make().thread).turns.at(-1)).toEqual(all.turns.at(-1));
      }
      store.close();
    }),
    { numRuns: tries(40) },
  );
});
