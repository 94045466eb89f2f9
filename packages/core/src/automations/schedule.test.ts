import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { Schedule, type Trigger } from "@flightdeck/contract";
import { temporaryFolder, tries } from "@flightdeck/testkit";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type DueTimes, openReckoner, type Reckoner } from "./schedule.ts";
import { reckoned } from "./testing/reckoning.ts";
import { machineZone } from "./timeZone.ts";
import { triggerWords } from "./words.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let reckoner: Reckoner;
beforeAll(async () => {
  reckoner = await openReckoner();
});

const timesOf = (schedule: Schedule, timeZone: string, anchor = 0): DueTimes => {
  const reckoning = reckoner.reckon(schedule, { timeZone, anchor });
  if ("problem" in reckoning) throw new Error(reckoning.problem);
  return reckoning.times;
};
const cron = (expression: string): Schedule => ({ kind: "cron", expression });
/** The due times of a span, as the database of times would print them. */
const between = (schedule: Schedule, timeZone: string, from: string, to: string): string[] => {
  const times = timesOf(schedule, timeZone);
  const found: string[] = [];
  for (let at = times.after(Date.parse(from)); at !== undefined && at <= Date.parse(to); at = times.after(at))
    found.push(`${new Date(at).toISOString().slice(8, 16)}Z`);
  return found;
};

test("a time of day that does not exist comes right behind the gap, one that exists twice comes once", () => {
  const night: Schedule = { kind: "daily", time: "02:30" };
  expect(between(night, "Europe/Berlin", "2026-03-27T12:00Z", "2026-03-30T12:00Z")).toEqual([
    "28T01:30Z",
    "29T01:00Z",
    "30T00:30Z",
  ]);
  expect(between(night, "Europe/Berlin", "2026-10-23T12:00Z", "2026-10-26T12:00Z")).toEqual([
    "24T00:30Z",
    "25T00:30Z",
    "26T01:30Z",
  ]);
  // Half an hour only, and a gap at midnight.
  const quarter: Schedule = { kind: "daily", time: "02:15" };
  expect(between(quarter, "Australia/Lord_Howe", "2026-10-02T12:00Z", "2026-10-04T12:00Z")).toEqual([
    "02T15:45Z",
    "03T15:30Z",
  ]);
  const midnight: Schedule = { kind: "weekly", days: [5, 6], time: "00:00" };
  expect(between(midnight, "Africa/Cairo", "2026-04-23T00:00Z", "2026-04-25T12:00Z")).toEqual([
    "23T22:00Z",
    "24T21:00Z",
  ]);
});

test("what comes every quarter of an hour runs through the changes of the clocks", () => {
  const quarters = cron("*/15 * * * *");
  for (const day of ["2026-03-29", "2026-10-25"])
    expect(between(quarters, "Europe/Berlin", `${day}T00:00Z`, `${day}T03:00Z`)).toEqual(
      ["00:15", "00:30", "00:45", "01:00", "01:15", "01:30", "01:45", "02:00", "02:15", "02:30", "02:45", "03:00"].map(
        (time) => `${day.slice(8)}T${time}Z`,
      ),
    );
  const every: Schedule = { kind: "every", minutes: 90 };
  const times = timesOf(every, "Europe/Berlin", Date.parse("2026-03-29T00:10Z"));
  expect(new Date(times.after(Date.parse("2026-03-29T00:10Z")) ?? 0).toISOString()).toBe("2026-03-29T01:40:00.000Z");
  // From the moment it counts from, also where that is yet to come.
  expect(times.after(Date.parse("2026-03-28T22:39Z"))).toBe(Date.parse("2026-03-28T22:40Z"));
});

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "America/Havana",
  "America/Santiago",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Asia/Beirut",
  "Asia/Kathmandu",
  "Atlantic/Azores",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
];
const field = (low: number, high: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant("*") },
    { weight: 3, arbitrary: fc.integer({ min: low, max: high }).map(String) },
    fc.uniqueArray(fc.integer({ min: low, max: high }), { minLength: 2, maxLength: 4 }).map((list) => list.join(",")),
    fc
      .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }))
      .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.integer({ min: 2, max: Math.min(30, high) }).map((step) => `*/${step}`),
  );
const patterns = fc
  .tuple(
    field(0, 59),
    fc.oneof(field(0, 23), fc.integer({ min: 0, max: 3 }).map(String)),
    field(1, 31),
    fc.oneof({ weight: 4, arbitrary: fc.constant("*") }, field(1, 12)),
    field(0, 7),
  )
  .map((fields) => fields.join(" "));
/** Days around those on which some zone changes its clocks. */
const moments = fc
  .tuple(
    fc.constantFrom(
      "2026-03-08",
      "2026-03-29",
      "2026-04-05",
      "2026-04-24",
      "2026-09-06",
      "2026-10-04",
      "2026-10-25",
      "2026-10-30",
      "2026-11-01",
      "2027-02-07",
      "2028-02-29",
    ),
    fc.integer({ min: -30 * 60, max: 30 * 60 }),
  )
  .map(([day, minutes]) => Date.parse(day) + minutes * 60_000);

test("due times are those that a calendar has, minute by minute, wherever they are asked from", () => {
  fc.assert(
    fc.property(patterns, fc.constantFrom(...zones), moments, (pattern, timeZone, from) => {
      const to = from + 3 * DAY;
      const reckoning = reckoner.reckon(cron(pattern), { timeZone, anchor: 0 });
      if ("problem" in reckoning) return;
      const found: number[] = [];
      for (let at = reckoning.times.after(from); at !== undefined && at <= to && found.length < 500; ) {
        found.push(at);
        at = reckoning.times.after(at);
      }
      expect(found).toEqual(reckoned(pattern, timeZone, from, to).slice(0, 500));
    }),
    { numRuns: tries(60) },
  );
});

test.each([
  ["60 1 * * *", "“60” cannot be the minute: it goes from 0 to 59."],
  ["0 24 * * *", "“24” cannot be the hour: it goes from 0 to 23."],
  ["0 0 1 JANUARY *", "“JANUARY” cannot be the month: it goes from 1 to 12."],
  ["0 22-2 * * *", "“22-2” goes backwards; write it as two ranges with a comma between them."],
  ["*/0 * * * *", "The step in “*/0” has to be from 1 to 60."],
  ["5/10 * * * *", "Write “5/10” as 5-59/10."],
  [
    "* * * * * *",
    "A cron expression has five fields (minute, hour, day of the month, month, day of the week); this one has 6.",
  ],
  [
    "@annually",
    "A cron expression has five fields (minute, hour, day of the month, month, day of the week); this one has 1.",
  ],
  ["0,,5 * * * *", "“” cannot be read as the minute."],
  ["<b> $(x) * * *", "“<B>” cannot be read as the minute."],
  ["? * * * *", "“?” cannot be read as the minute."],
  ["0 0 30W,31W * *", "“30W” has to stand alone as the day of the month."],
  ["0 0 30 2 *", "No day in the calendar fits it, so it would never run."],
  ["0 0 31 4,6,9,11 *", "No day in the calendar fits it, so it would never run."],
])("%s is refused in plain words", (expression, problem) => {
  expect(reckoner.reckon(cron(expression), { timeZone: "Europe/Berlin", anchor: 0 })).toEqual({ problem });
});

test("what is there once in some years has its day, and a zone that is none is said to be none", () => {
  const times = timesOf(cron("0 12 29 2 *"), "UTC");
  expect(times.after(Date.parse("2026-01-01"))).toBe(Date.parse("2028-02-29T12:00Z"));
  for (const timeZone of ["Mars/Olympus", "+05:30", ""])
    expect(reckoner.reckon({ kind: "daily", time: "02:30" }, { timeZone, anchor: 0 })).toEqual({
      problem: `There is no time zone called ${timeZone}.`,
    });
});

test("whatever stands for an expression, it is answered, and what is taken has words", async () => {
  const letters = fc.constantFrom(..."0123456789*/,-?#LW SUNMO@+\u0000é<".split(""));
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.array(letters, { minLength: 9, maxLength: 200 }).map((list) => list.join("")),
        fc
          .array(
            fc.array(letters, { maxLength: 30 }).map((list) => list.join("").replaceAll(" ", "")),
            { minLength: 5, maxLength: 5 },
          )
          .map((list) => list.join(" ")),
        patterns,
      ),
      async (text) => {
        const parsed = Schedule.safeParse(cron(text));
        if (!parsed.success) return;
        const reckoning = reckoner.reckon(parsed.data, { timeZone: "America/Havana", anchor: 0 });
        if ("problem" in reckoning) expect(reckoning.problem).toMatch(/\.$/);
        else {
          expect(reckoning.times.after(Date.parse("2026-01-01"))).toBeGreaterThan(Date.parse("2026-01-01"));
          const words = await triggerWords({ kind: "schedule", schedule: parsed.data }, () => undefined);
          expect(words).not.toBe(text);
        }
      },
    ),
    { numRuns: tries(300) },
  );
});

test("the zone of the machine is the one that its clock is linked to, and else the one of the process", async () => {
  await using folder = await temporaryFolder();
  const link = join(folder.path, "localtime");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [machineZone(link)];
  for (const place of [
    "/usr/share/zoneinfo/Asia/Tokyo",
    "../usr/share/zoneinfo/posix/Europe/Berlin",
    "/etc/zoneinfo/no",
  ]) {
    await rm(link, { force: true });
    await symlink(place, link);
    zones.push(machineZone(link));
  }
  const known = process.env["TZ"] ? own : undefined;
  expect(zones).toEqual([own, known ?? "Asia/Tokyo", known ?? "Europe/Berlin", own]);
});

const words = (trigger: Trigger) => triggerWords(trigger, () => "Nightly review");
const scheduled = (schedule: Schedule, timeZone?: string): Trigger => ({
  kind: "schedule",
  schedule,
  ...(timeZone && { timeZone }),
});

test("triggers are said in plain words", async () => {
  const said = await Promise.all([
    words(scheduled({ kind: "every", minutes: 1 })),
    words(scheduled({ kind: "every", minutes: 45 }, "Asia/Tokyo")),
    words(scheduled({ kind: "every", minutes: 120 })),
    words(scheduled({ kind: "every", minutes: 1440 })),
    words(scheduled({ kind: "daily", time: "07:30" }, "Europe/Berlin")),
    words(scheduled({ kind: "weekly", days: [5, 1, 2, 3, 4, 1], time: "02:30" })),
    words(scheduled({ kind: "weekly", days: [6, 7], time: "10:00" })),
    words(scheduled({ kind: "weekly", days: [1, 3, 5], time: "10:00" })),
    words(scheduled(cron("30 2 * * MON-FRI"))),
    words(scheduled(cron("0 0 1 * 1"))),
    words({ kind: "branch", branch: "origin/main" }),
    words({ kind: "files", patterns: ["src/**", "docs", "a", "b"] }),
    words({ kind: "after", automationId: "automation_1" as never, when: "found" }),
    words({ kind: "webhook" }),
    words({ kind: "manual" }),
  ]);
  expect(said).toEqual([
    "Every minute",
    "Every 45 minutes",
    "Every 2 hours",
    "Every 24 hours",
    "Every day at 07:30 (Europe/Berlin)",
    "Weekdays at 02:30",
    "Weekends at 10:00",
    "Mondays, Wednesdays and Fridays at 10:00",
    "At 02:30, Monday through Friday",
    "At 00:00, on day 1 of the month, or on Monday",
    "When origin/main moves",
    "When src/**, docs, a or others change",
    "When Nightly review has found or changed something",
    "When its webhook is called",
    "Only when it is started by hand",
  ]);
});
