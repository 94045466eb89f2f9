import { join } from "node:path";
import { AutomationContent, type AutomationId } from "@flightdeck/contract";
import { dearTries, temporaryFolder } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Simulation } from "./testing/simulation.ts";

const MINUTE = 60_000;

const schedules = [
  { schedule: { kind: "every", minutes: 50 } },
  { schedule: { kind: "every", minutes: 240 } },
  { schedule: { kind: "daily", time: "02:30" } },
  { schedule: { kind: "daily", time: "02:30" }, timeZone: "America/New_York" },
  { schedule: { kind: "weekly", days: [1, 2, 3, 4, 5], time: "08:00" } },
  { schedule: { kind: "cron", expression: "*/15 * * * *" }, timeZone: "Australia/Lord_Howe" },
  { schedule: { kind: "cron", expression: "0,30 1-3 * * *" } },
  { schedule: { kind: "cron", expression: "10 */3 * * 0" } },
] as const;

/** Two months with a change of the clocks each: in March and in October. */
const starts = ["2026-03-15T10:00:20Z", "2026-10-12T10:00:20Z"] as const;

const minutes = (low: number, high: number) => fc.integer({ min: low, max: high }).map((count) => count * MINUTE);
const steps = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant("advance"), time: minutes(1, 24 * 60) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("sleep"), time: minutes(1, 20 * 60) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("kill"), time: minutes(0, 30 * 60) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("close"), time: minutes(0, 3 * 24 * 60) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("back"), time: minutes(1, 2 * 24 * 60) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("far"), time: minutes(24 * 60, 20 * 24 * 60) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant("travel"),
      zone: fc.constantFrom("Asia/Tokyo", "America/New_York", "Europe/Berlin"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("pause"), which: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("pauseAll") }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("alter"), which: fc.nat(9), to: fc.nat(9) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("fuse"), steps: fc.integer({ min: 1, max: 40 }) }) },
);
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

async function take(on: Simulation, ids: readonly AutomationId[], step: Step): Promise<void> {
  if (!on.open) await on.start();
  while (!on.open) await on.start(); // killed while it began
  const which = "which" in step ? ids[step.which % ids.length] : undefined;
  switch (step.does) {
    case "advance":
      return on.advance("time" in step ? step.time : 0);
    case "sleep":
      return on.sleep("time" in step ? step.time : 0);
    case "kill":
    case "close":
      if (step.does === "kill") on.kill();
      else await on.close();
      on.wall += "time" in step ? step.time : 0;
      return on.start();
    case "back":
      return on.setClock(on.wall - ("time" in step ? step.time : 0));
    case "far": {
      const true_ = on.wall;
      await on.setClock(on.wall + ("time" in step ? step.time : 0));
      await on.advance(30 * MINUTE);
      return on.setClock(true_ + 31 * MINUTE);
    }
    case "travel":
      return on.travel("zone" in step ? step.zone : "UTC");
    case "pause":
      if (which) await on.within((automations) => automations.setPaused(which, !automations.get(which).paused));
      return;
    case "pauseAll":
      await on.within((automations) => automations.setAllPaused(!automations.allPaused()));
      return;
    case "alter": {
      const trigger = { kind: "schedule", ...schedules["to" in step ? step.to % schedules.length : 0] } as const;
      if (which)
        await on.within((automations) => {
          const content = AutomationContent.parse({ ...automations.get(which), trigger });
          return automations.update(which, content);
        });
      return;
    }
    case "fuse":
      on.fuse = "steps" in step ? step.steps : 0;
  }
}

test("whatever happens to the machine for a month, each due time has exactly one record and no run begins twice", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...starts),
      fc.array(steps, { minLength: 5, maxLength: 30 }),
      fc.constantFrom("record", "catch_up"),
      async (start, plan, missed) => {
        await using folder = await temporaryFolder();
        using on = new Simulation(join(folder.path, "flightdeck.db"), start);
        on.parkEvery = 17;
        await on.start();
        const ids: AutomationId[] = [];
        for (const [index, trigger] of schedules.entries())
          ids.push(await on.make({ name: `A${index}`, missed, trigger: { kind: "schedule", ...trigger } }));
        for (const step of plan) await take(on, ids, step);
        on.fuse = 0;
        while (!on.open) await on.start();
        await on.advance(10 * MINUTE);
        expect(on.faults()).toEqual([]);
      },
    ),
    dearTries(6),
  );
});
