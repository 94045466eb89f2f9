import { join } from "node:path";
import { type AutomationId, AutomationContent, type ThreadId } from "@flightdeck/contract";
import { temporaryFolder } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { Simulation } from "./testing/simulation.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const night = { kind: "schedule", schedule: { kind: "daily", time: "02:30" } } as const;
const hourly = { kind: "schedule", schedule: { kind: "cron", expression: "0 * * * *" } } as const;

async function simulate(start: string, work: (on: Simulation) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  using on = new Simulation(join(folder.path, "flightdeck.db"), start);
  await on.start();
  await work(on);
  expect(on.faults()).toEqual([]);
}

/** Records as a person reads them, by the clocks of Berlin. */
const told = (on: Simulation, id: AutomationId): string[] =>
  on.runs(id).map(({ dueAt, state, reason }) => {
    const at = new Intl.DateTimeFormat("en-GB", {
      timeZone: "Europe/Berlin",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    }).format(dueAt);
    return `${at} ${state}${reason === undefined ? "" : `: ${reason}`}`;
  });

test("due times of a night in which Flightdeck was closed are recorded as missed, with why", () =>
  simulate("2026-11-20T20:00Z", async (on) => {
    const id = await on.make({ trigger: hourly });
    await on.advance(2 * HOUR + 30 * MINUTE);
    await on.close();
    on.wall += 3 * HOUR;
    await on.start();
    expect(told(on, id)).toEqual([
      "20, 22:00 completed",
      "20, 23:00 completed",
      "21, 00:00 missed: Flightdeck was closed until 02:30",
      "21, 01:00 missed: Flightdeck was closed until 02:30",
      "21, 02:00 missed: Flightdeck was closed until 02:30",
    ]);
  }));

test("the last due time that a sleep swallowed is caught up, and says that it began late", () =>
  simulate("2026-11-20T20:00Z", async (on) => {
    const id = await on.make({ trigger: hourly, missed: "catch_up" });
    await on.sleep(3 * HOUR + 20 * MINUTE);
    await on.advance(20 * MINUTE);
    expect(told(on, id)).toEqual([
      "20, 22:00 missed: The machine was asleep until 21 Nov 2026, 00:20; caught up by the run of 21 Nov 2026, 00:00",
      "20, 23:00 missed: The machine was asleep until 21 Nov 2026, 00:20; caught up by the run of 21 Nov 2026, 00:00",
      "21, 00:00 completed: Began late: The machine was asleep until 00:20",
    ]);
  }));

test("what is late by a few minutes just runs, and stands in for what was missed before it", () =>
  simulate("2026-11-20T20:00Z", async (on) => {
    const id = await on.make({ trigger: hourly, missed: "catch_up" });
    await on.sleep(2 * HOUR + 4 * MINUTE);
    expect(told(on, id)).toEqual([
      "20, 22:00 missed: The machine was asleep until 23:04; caught up by the run of 23:00",
      "20, 23:00 running",
    ]);
  }));

test("while everything is paused each due time is skipped, and one that is switched off itself has none", () =>
  simulate("2026-11-20T20:00Z", async (on) => {
    const one = await on.make({ name: "One", trigger: hourly });
    const other = await on.make({ name: "Other", trigger: hourly });
    await on.within((automations) => automations.setPaused(other, true));
    await on.within((automations) => automations.setAllPaused(true));
    await on.advance(90 * MINUTE);
    await on.close();
    on.wall += HOUR;
    await on.start();
    await on.within((automations) => automations.setAllPaused(false));
    await on.within((automations) => automations.setPaused(other, false));
    await on.advance(HOUR);
    expect(told(on, one)).toEqual([
      "20, 22:00 skipped: Everything was paused",
      "20, 23:00 skipped: Everything was paused",
      "21, 00:00 completed",
    ]);
    expect(told(on, other)).toEqual(["21, 00:00 completed"]);
  }));

test("no second run begins while one still waits for a person, and the record says which one", () =>
  simulate("2026-11-20T20:00Z", async (on) => {
    on.parkEvery = 1;
    const id = await on.make({ trigger: hourly });
    const free = await on.make({ name: "Free", trigger: hourly, overlap: true });
    await on.advance(2 * HOUR + 10 * MINUTE);
    expect(told(on, id)).toEqual([
      "20, 22:00 parked",
      "20, 23:00 skipped: The run of 22:00 still waits for an approval",
    ]);
    expect(told(on, free)).toEqual(["20, 22:00 parked", "20, 23:00 pending"]);
  }));

test("a clock that is set back runs nothing twice, and goes on where it was", () =>
  simulate("2026-11-20T20:00Z", async (on) => {
    const id = await on.make({ trigger: hourly });
    await on.advance(2 * HOUR + 10 * MINUTE);
    await on.setClock(on.wall - 100 * MINUTE);
    await on.advance(2 * HOUR);
    expect(told(on, id)).toEqual(["20, 22:00 completed", "20, 23:00 completed"]);
    await on.advance(HOUR);
    expect(told(on, id)).toHaveLength(3);
    // Also while no host was there.
    await on.close();
    on.wall -= 3 * HOUR;
    await on.start();
    await on.advance(3 * HOUR);
    expect(told(on, id)).toHaveLength(3);
    expect(on.begun).toHaveLength(3);
  }));

test("what was missed in a future that was none runs when it truly comes, in the same record", () =>
  simulate("2026-11-20T20:00Z", async (on) => {
    const id = await on.make({ trigger: night });
    const now = on.wall;
    await on.setClock(now + 30 * DAY);
    const before = on.runs(id);
    expect(before.map(({ state }) => state)).toEqual(Array.from({ length: 30 }, () => "missed"));
    await on.setClock(now + MINUTE);
    await on.advance(2 * DAY);
    expect(told(on, id).slice(0, 3)).toEqual([
      "21, 02:30 completed",
      "22, 02:30 completed",
      "23, 02:30 missed: The machine was asleep until 20 Dec 2026, 21:00",
    ]);
    expect(on.runs(id).map((run) => run.id)).toEqual(before.map((run) => run.id));
  }));

test("a machine that travels follows its clocks from then on, and a fixed zone stays where it is", () =>
  simulate("2026-11-20T20:00Z", async (on) => {
    const own = await on.make({ name: "Own", trigger: night });
    const fixed = await on.make({ name: "Fixed", trigger: { ...night, timeZone: "Europe/Berlin" } });
    const iso = (id: AutomationId) => on.runs(id).map(({ dueAt }) => new Date(dueAt).toISOString().slice(5, 16));
    await on.advance(DAY);
    await on.travel("America/New_York");
    await on.advance(DAY);
    await on.close(); // the machine lands in Tokyo while it is off
    await on.travel("Asia/Tokyo");
    on.wall += HOUR;
    await on.start();
    await on.advance(DAY);
    expect(iso(own)).toEqual(["11-21T01:30", "11-22T07:30", "11-23T17:30"]);
    expect(iso(fixed)).toEqual(["11-21T01:30", "11-22T01:30", "11-23T01:30"]);
  }));

test("of a long absence a thousand due times have records, and one record counts those before", () =>
  simulate("2026-11-20T20:00:30Z", async (on) => {
    const id = await on.make({ trigger: { kind: "schedule", schedule: { kind: "every", minutes: 1 } } });
    await on.close();
    on.wall += 5 * DAY;
    await on.start();
    const runs = on.runs(id);
    expect([runs.length, runs[0]?.standsFor, runs[0]?.reason]).toEqual([
      1_001,
      { count: 6_198, until: Date.parse("2026-11-25T03:19:30Z") },
      "6,199 due times up to 25 Nov 2026, 04:19: Flightdeck was closed until 21:00",
    ]);
    // The clock was wrong: the due times that truly come have their own.
    await on.setClock(Date.parse("2026-11-20T20:31:00Z"));
    expect(on.runs(id)[0]?.standsFor).toEqual({ count: 29, until: Date.parse("2026-11-20T20:30:30Z") });
    await on.advance(HOUR);
    await on.sleep(6 * DAY);
    expect(on.runs(id).filter(({ standsFor }) => standsFor).length).toBe(2);
  }));

test("years away are counted as far as that takes no time", () =>
  simulate("2026-01-20T20:00:30Z", async (on) => {
    const id = await on.make({ trigger: { kind: "schedule", schedule: { kind: "cron", expression: "* * * * *" } } });
    on.kill();
    on.wall += 1_000 * DAY;
    await on.start();
    const [first, ...others] = on.runs(id);
    expect([first?.standsFor, others.length]).toEqual([
      { count: 9_999, until: expect.any(Number), atLeast: true },
      1_000,
    ]);
    expect(first?.reason).toMatch(/^More than 10,000 due times up to 16 Oct 2028, .*: Flightdeck was closed until /);
    await on.within((automations) => automations.delete(id)); // a calendar of years is not looked through by the minute
  }));

test("a schedule that is changed is due from now on, and what was about to begin begins", () =>
  simulate("2026-11-20T20:59:59Z", async (on) => {
    const id = await on.make({ trigger: hourly });
    await on.advance(2_000);
    expect(told(on, id)).toEqual([]);
    await on.within((automations) =>
      automations.update(id, AutomationContent.parse({ ...automations.get(id), trigger: night })),
    );
    await on.advance(9 * HOUR);
    expect(told(on, id)).toEqual(["20, 22:00 completed", "21, 02:30 completed"]);
  }));

test("what was about to begin when its automation was paused or deleted does not", () =>
  simulate("2026-11-20T20:59:59Z", async (on) => {
    const paused = await on.make({ name: "Paused", trigger: hourly });
    const deleted = await on.make({ name: "Deleted", trigger: hourly });
    await on.advance(2_000);
    await on.within((automations) => automations.setPaused(paused, true));
    await on.within((automations) => automations.delete(deleted));
    await on.advance(3 * HOUR);
    expect([told(on, paused), told(on, deleted)]).toEqual([
      ["20, 22:00 skipped: It was paused before this run began"],
      ["20, 22:00 skipped: Its automation was deleted before it began"],
    ]);
  }));

test("ten that are due at once begin at ten moments, each at its own every day", () =>
  simulate("2026-11-20T20:00Z", async (on) => {
    const ids: AutomationId[] = [];
    for (let n = 0; n < 10; n++) ids.push(await on.make({ name: `A${n}`, trigger: night }));
    await on.advance(2 * DAY);
    const delays = ids.map((id) =>
      on.begun.filter(({ run }) => run.automationId === id).map(({ run, at }) => at - run.dueAt),
    );
    expect(new Set(delays.map(([first]) => first)).size).toBe(10);
    for (const [first = -1, second] of delays) {
      expect(first).toBe(second);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(first).toBeLessThanOrEqual(4 * MINUTE);
    }
  }));

test("there is no timer without a schedule that is on, and never more than one", () =>
  simulate("2026-11-20T20:00Z", async (on) => {
    const timers = [on.timers];
    const id = await on.make({ trigger: night });
    await on.make({ name: "By hand", trigger: { kind: "manual" } });
    timers.push(on.timers);
    await on.within((automations) => automations.setPaused(id, true));
    timers.push(on.timers);
    await on.within((automations) => automations.setPaused(id, false));
    timers.push(on.timers);
    await on.within((automations) => automations.delete(id));
    timers.push(on.timers);
    expect(timers).toEqual([0, 1, 0, 1, 0]);
  }));

test("a disk that is full when something is due delays its record, and loses none", () =>
  simulate("2026-11-20T20:00Z", async (on) => {
    const id = await on.make({ trigger: hourly });
    await on.advance(45 * MINUTE);
    on.fillDisk(true);
    await on.advance(20 * MINUTE).catch(() => undefined);
    await on.advance(2 * MINUTE).catch(() => undefined);
    expect([told(on, id), on.reports.splice(0)]).toEqual([
      [],
      ["due times could not be put on record: SqliteError: attempt to write a readonly database"],
    ]);
    on.fillDisk(false);
    await on.advance(20 * MINUTE);
    expect(told(on, id)).toEqual(["20, 22:00 completed"]);
  }));

test("what comes after a run begins also when the host dies between the two, and once", () =>
  simulate("2026-11-20T20:00Z", async (on) => {
    const first = await on.make({ name: "First", trigger: { kind: "manual" } });
    const when = { found: "found", failed: "failed", ended: "ended" } as const;
    const after = { kind: "after", automationId: first } as const;
    const found = await on.make({ name: "Found", trigger: { ...after, when: when.found } });
    const failed = await on.make({ name: "Failed", trigger: { ...after, when: when.failed } });
    const paused = await on.make({ name: "Paused", trigger: { ...after, when: when.ended } });
    await on.within((automations) => automations.setPaused(paused, true));
    on.automations.run(first);
    on.automations.run(await on.make({ name: "Other", trigger: { kind: "manual" } }));
    const [run] = on.runs(first);
    if (run === undefined) throw new Error("nothing was recorded");
    on.wall += MINUTE;
    on.book.runs.put({ ...run, state: "completed", outcome: "found", threadId: "t" as ThreadId, endedAt: on.wall });
    on.kill();
    await on.start();
    on.kill();
    await on.start();
    const ended = on.book.runs.get(run.id);
    if (ended) on.automations.changed(ended);
    expect([told(on, found).length, told(on, failed).length, told(on, paused).length]).toEqual([1, 0, 0]);
  }));

test("what comes due in the moment in which its automation is changed has its record", () =>
  simulate("2026-11-20T20:00Z", async (on) => {
    const id = await on.make({ trigger: hourly });
    await on.advance(59 * MINUTE + 58_000);
    on.tick = 1_000;
    await on.within((automations) =>
      automations.update(id, AutomationContent.parse({ ...automations.get(id), prompt: "Another" })),
    );
    on.tick = 0;
    await on.advance(30 * MINUTE);
    expect(told(on, id)).toEqual(["20, 22:00 completed"]);
  }));

for (const [month, start] of [
  ["March", "2026-03-01T00:00Z"],
  ["October", "2026-10-01T00:00Z"],
] as const)
  test(`in a whole ${month}, with a timer that ticks, each due time runs once at its time`, () =>
    simulate(start, async (on) => {
      const ids = [
        await on.make({ name: "Night", trigger: night }),
        await on.make({ name: "Six hours", trigger: { kind: "schedule", schedule: { kind: "every", minutes: 360 } } }),
        await on.make({ name: "Fixed", trigger: { ...night, timeZone: "Australia/Lord_Howe" } }),
      ];
      await on.advance(31 * DAY + 30 * MINUTE);
      const states = ids.map((id) => on.runs(id).map(({ state, reason }) => reason ?? state));
      expect(states).toEqual([31, 124, 31].map((count) => Array.from({ length: count }, () => "completed")));
    }));
