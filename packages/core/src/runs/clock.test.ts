import { expect, test } from "vitest";
import { workClock } from "./clock.ts";

/** A clock whose time passes by hand, with what is to be done later. */
function bench(worked = 0) {
  let at = 1_000_000;
  let waiting: { readonly run: () => void; readonly milliseconds: number } | undefined;
  const told: number[] = [];
  let limits = 0;
  const clock = workClock({
    worked,
    limit: 60_000,
    now: () => at,
    later: (run, milliseconds) => {
      waiting = { run, milliseconds };
      return () => {
        waiting = undefined;
      };
    },
    onTick: (milliseconds) => told.push(milliseconds),
    onLimit: () => {
      limits += 1;
    },
  });
  return {
    clock,
    told,
    limits: () => limits,
    /** Lets time pass without anything being done in it. */
    pass: (milliseconds: number) => {
      at += milliseconds;
    },
    /** What was to be done later is done, however late. */
    tick: (late = 0) => {
      const due = waiting;
      if (due === undefined) throw new Error("nothing waits");
      at += due.milliseconds + late;
      waiting = undefined;
      due.run();
    },
    waits: () => waiting?.milliseconds,
  };
}

test("work is counted up to the limit, with what was worked before", () => {
  const on = bench(20_000);
  on.clock.start();
  on.tick();
  on.tick();
  on.tick();
  expect([on.told, on.limits(), on.waits()]).toEqual([[35_000, 50_000, 60_000], 1, undefined]);
});

test("time in which a run waits for a person is not its work", () => {
  const on = bench();
  on.clock.start();
  on.pass(4_000);
  on.clock.stop();
  on.pass(3_600_000);
  on.clock.start();
  on.pass(2_000);
  on.clock.stop();
  expect([on.clock.milliseconds, on.waits()]).toEqual([6_000, undefined]);
});

test("a machine that slept and a clock that was set cost a run no time to speak of", () => {
  const on = bench();
  on.clock.start();
  on.tick(8 * 3_600_000);
  on.pass(-3_600_000);
  on.clock.stop();
  on.clock.start();
  on.pass(86_400_000);
  on.clock.stop();
  expect([on.clock.milliseconds, on.limits()]).toEqual([30_000, 0]);
});
