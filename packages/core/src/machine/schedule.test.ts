import { tries } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { admit, emptySchedule, enter, hold, leave, order, type Schedule } from "./schedule.ts";

const fits = () => true;
const waiting = (id: string, threadId: string, expectedSeconds = 1) => ({ id, threadId, expectedSeconds });
const lined = (...commands: readonly ReturnType<typeof waiting>[]): Schedule => commands.reduce(enter, emptySchedule);

test("threads take turns, however much one of them asks for", () => {
  const schedule = lined(
    waiting("a1", "a"),
    waiting("a2", "a"),
    waiting("a3", "a"),
    waiting("b1", "b"),
    waiting("c1", "c"),
  );
  expect(order(schedule)).toEqual(["a1", "b1", "c1", "a2", "a3"]);
});

test("within a thread the short ones go first, until the long one was passed three times", () => {
  const schedule = lined(waiting("long", "a", 600), ...["s1", "s2", "s3", "s4", "s5"].map((id) => waiting(id, "a", 1)));
  expect(order(schedule)).toEqual(["s1", "s2", "s3", "long", "s4", "s5"]);
});

test("slots are filled in the order of the line, and the rest waits", () => {
  const { schedule, admitted } = admit(lined(waiting("a1", "a"), waiting("a2", "a"), waiting("b1", "b")), {
    slots: 2,
    fits,
  });
  expect({ admitted, holding: schedule.holding, order: order(schedule) }).toEqual({
    admitted: ["a1", "b1"],
    holding: ["a1", "b1"],
    order: ["a2"],
  });
});

test("what does not fit is waited for and not passed by; alone it always fits", () => {
  const large = lined(waiting("large", "a"), waiting("small", "b"));
  const onlySmall = (id: string) => id === "small";
  const beside = admit(hold(large, "other"), { slots: 4, fits: onlySmall });
  const alone = admit(leave(beside.schedule, "other"), { slots: 4, fits: onlySmall });
  expect([beside.admitted, alone.admitted]).toEqual([[], ["large", "small"]]);
});

test("a command that turned out heavy holds a slot, and none starts until the limit is kept again", () => {
  const full = hold(hold(lined(waiting("a1", "a")), "x"), "y");
  const first = admit(full, { slots: 2, fits });
  const one = admit(leave(full, "x"), { slots: 2, fits });
  expect([first.admitted, one.admitted, hold(full, "x").holding]).toEqual([[], ["a1"], ["x", "y"]]);
});

type Step =
  | { readonly kind: "enter"; readonly thread: number; readonly seconds: number }
  | { readonly kind: "leave" | "hold" | "release"; readonly pick: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("enter" as const), thread: fc.nat(4), seconds: fc.nat(100) }),
  fc.record({ kind: fc.constantFrom("leave", "hold", "release"), pick: fc.nat(50) }),
);

test("whatever enters, leaves, turns heavy or lets go: nobody is lost, doubled, over the limit or stuck", () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 1, max: 4 }),
      fc.func(fc.boolean()),
      (steps, slots, roomy) => {
        let schedule = emptySchedule;
        const waits = new Set<string>();
        const runs = new Set<string>();
        let last = 0;
        for (const [index, each] of steps.entries()) {
          let forced = false;
          if (each.kind === "enter") {
            const id = `c${(last += 1)}`;
            waits.add(id);
            schedule = enter(schedule, waiting(id, `t${each.thread}`, each.seconds));
          } else if (each.kind === "hold") {
            // One that was light until now.
            const id = `c${(last += 1)}`;
            runs.add(id);
            schedule = hold(schedule, id);
            forced = true;
          } else {
            const known = each.kind === "leave" ? [...waits, ...runs] : [...runs];
            const id = known[each.pick % Math.max(1, known.length)];
            if (id !== undefined) {
              waits.delete(id);
              runs.delete(id);
              schedule = leave(schedule, id);
            }
          }
          const before = schedule.holding.length;
          const result = admit(schedule, { slots, fits: (id) => roomy(id, index) });
          schedule = result.schedule;
          for (const id of result.admitted) {
            expect(waits.delete(id)).toBe(true);
            runs.add(id);
          }
          // A thread's own long command may wait for room, but never for nothing.
          if (waits.size > 0) expect(schedule.holding.length).toBeGreaterThan(0);
          if (result.admitted.length > 0) expect(schedule.holding.length).toBeLessThanOrEqual(slots);
          if (forced && before >= slots) expect(result.admitted).toEqual([]);
          expect([...schedule.holding].sort()).toEqual([...runs].sort());
          expect([...order(schedule)].sort()).toEqual([...waits].sort());
        }
      },
    ),
    { numRuns: tries(300) },
  );
});

test("nobody starves: each command starts although every thread keeps asking for shorter ones", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 }), (threads, slots) => {
      let schedule = enter(emptySchedule, waiting("patient", "t0", 10_000));
      let last = 0;
      for (let round = 0; round < threads * 5; round += 1) {
        for (let thread = 0; thread < threads; thread += 1)
          schedule = enter(schedule, waiting(`c${(last += 1)}`, `t${thread}`, 1));
        const result = admit(schedule, { slots, fits });
        if (result.admitted.includes("patient")) return;
        schedule = result.admitted.reduce(leave, result.schedule);
      }
      throw new Error("it never came to its turn");
    }),
  );
});
