import { ItemId, type PlanEdit } from "@flightdeck/contract";
import { expect, test } from "vitest";
import type { Failure } from "../../client.ts";
import { createKeeper, type Keeping } from "./keeper.ts";

const edit = (title: string): PlanEdit => ({ title, text: "", steps: [], comments: [] });
const failure = (code: string) => ({ code, message: code }) as Failure; // as a client would read it

/** A host that answers when told to, and a clock that runs when told to. */
function setUp({ revision = 0, items = new Map<string, string>() } = {}) {
  const saves: { base: number; title: string; done: (revision: number) => void; fail: (code: string) => void }[] = [];
  const states: Keeping[] = [];
  let due: (() => void) | undefined;
  const keeper = createKeeper({
    itemId: ItemId.parse("item"),
    revision,
    save: (base, { title }) =>
      new Promise((resolve, reject) =>
        saves.push({ base, title, done: (now) => resolve({ revision: now }), fail: (code) => reject(failure(code)) }),
      ),
    readFailure: (error) => error as Failure,
    storage: {
      getItem: (key) => items.get(key) ?? null,
      setItem: (key, value) => void items.set(key, value),
      removeItem: (key) => void items.delete(key),
    },
    later(run) {
      due = run;
      return () => (due = undefined);
    },
    onState: (state) => states.push(state),
  });
  return { keeper, saves, items, state: () => states.at(-1), pause: () => due?.() };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test("changes go to the host one after the other, the newest last", async () => {
  const { keeper, saves, pause, state, items } = setUp();
  keeper.change(edit("one"));
  pause();
  keeper.change(edit("two"));
  keeper.change(edit("three"));
  const flushed = keeper.flush();
  expect(saves.map(({ title }) => title)).toEqual(["one"]);
  saves[0]?.done(1);
  await settled();
  saves[1]?.done(2);
  expect(await flushed).toBe(2);
  expect({ saves: saves.map(({ base, title }) => [base, title]), state: state(), kept: items.size }).toEqual({
    saves: [
      [0, "one"],
      [1, "three"],
    ],
    state: { state: "kept" },
    kept: 0,
  });
});

test("what the host did not acknowledge is there for the next window, and goes to the host from there", async () => {
  const before = setUp();
  before.keeper.change(edit("mine"));
  const flushed = before.keeper.flush();
  before.saves[0]?.fail("connection_lost");
  expect(await flushed).toBeUndefined();
  const after = setUp({ items: before.items });
  const left = after.keeper.left()?.title;
  after.pause();
  after.saves[0]?.done(1);
  await settled();
  expect({ failed: before.state(), left, state: after.state(), kept: after.items.size }).toEqual({
    failed: { state: "unsaved", failure: failure("connection_lost") },
    left: "mine",
    state: { state: "kept" },
    kept: 0,
  });
});

test("another window's change is shown where nothing is unsaved, and asked about where something is", async () => {
  const { keeper, saves, state } = setUp();
  const shown = keeper.seen(1);
  keeper.change(edit("mine"));
  const asked = keeper.seen(2);
  expect([shown, asked, state(), await keeper.flush(), saves.length]).toEqual([
    true,
    false,
    { state: "conflict" },
    undefined,
    0,
  ]);
  keeper.keepMine();
  saves[0]?.done(3);
  await settled();
  expect([saves[0]?.base, state(), keeper.seen(3)]).toEqual([2, { state: "kept" }, false]);
});

test("a save that comes too late says so, and the other version can be taken", async () => {
  const { keeper, saves, state, items } = setUp();
  keeper.change(edit("mine"));
  const flushed = keeper.flush();
  keeper.seen(1);
  saves[0]?.fail("plan_changed");
  expect([await flushed, state()]).toEqual([undefined, { state: "conflict" }]);
  keeper.takeTheirs();
  expect([state(), items.size, await keeper.flush()]).toEqual([{ state: "kept" }, 0, 1]);
});

test("what is left from an older state of the plan is a conflict, not a save", () => {
  const items = new Map([["flightdeck.plan.item", JSON.stringify({ base: 0, plan: edit("mine") })]]);
  const { keeper, state } = setUp({ revision: 2, items });
  expect([keeper.left()?.title, state()]).toEqual(["mine", { state: "conflict" }]);
  expect(setUp({ items: new Map([["flightdeck.plan.item", "{"]]) }).keeper.left()).toBeUndefined();
});
