import { expect, test } from "vitest";
import { expectationOf, hasRoom, limitsOf, slotAfter, wasHeavy } from "./slots.ts";

const GB = 2 ** 30;
const settings = { cpuPercent: 90, memoryPercent: 75 };
const limits = limitsOf(settings, 8, 16 * GB);
const world = { limits, memory: { totalBytes: 16 * GB, availableBytes: 12 * GB, stalledPercent: 0 }, otherBytes: 0 };

test("by default half the cores work at heavy commands, and at least one", () => {
  expect([
    limits,
    limitsOf(settings, 1, 4 * GB).slots,
    limitsOf({ ...settings, heavyCommands: 6 }, 2, GB).slots,
  ]).toEqual([{ slots: 4, cpuPercent: 720, memoryBytes: 12 * GB }, 1, 6]);
});

test.each([
  ["nothing else runs", GB, [], {}, true],
  [
    "it grows beyond the limit of all",
    9 * GB,
    [{ memoryBytes: 4 * GB, expectedBytes: GB, cpuPercent: 100 }],
    {},
    false,
  ],
  ["the other one will grow", 6 * GB, [{ memoryBytes: GB, expectedBytes: 8 * GB, cpuPercent: 100 }], {}, false],
  ["the processor is taken", GB, [{ memoryBytes: GB, expectedBytes: GB, cpuPercent: 760 }], {}, false],
  [
    "a new one counts as one core until it was looked at",
    GB,
    [{ memoryBytes: 0, expectedBytes: GB, cpuPercent: undefined }],
    {},
    true,
  ],
  [
    "other programs have the memory",
    2 * GB,
    [],
    { memory: { totalBytes: 16 * GB, availableBytes: 2.5 * GB, stalledPercent: 0 } },
    false,
  ],
  ["light commands use it", 2 * GB, [], { otherBytes: 11 * GB }, false],
] as const)("room when %s", (_name, expected, holders, changed, room) => {
  expect(hasRoom(expected, holders, { ...world, ...changed })).toBe(room);
});

test("what is unknown is thought to need a gigabyte or its share; what is known, a little more than the last time", () => {
  expect([
    expectationOf(undefined, limits),
    expectationOf(undefined, { ...limits, memoryBytes: GB }),
    expectationOf({ cpuSeconds: 7, peakBytes: 100 }, limits),
  ]).toEqual([
    { cpuSeconds: 60, peakBytes: GB },
    { cpuSeconds: 60, peakBytes: GB / 4 },
    { cpuSeconds: 7, peakBytes: 120 },
  ]);
});

test("a run was heavy when it worked for long or held much; a server that was busy now and then was not", () => {
  expect([
    wasHeavy({ cpuSeconds: 12, peakBytes: 0, ageMs: 20_000 }, limits),
    wasHeavy({ cpuSeconds: 1, peakBytes: 2 * GB, ageMs: 20_000 }, limits),
    wasHeavy({ cpuSeconds: 12, peakBytes: 0, ageMs: 3_600_000 }, limits),
    wasHeavy({ cpuSeconds: 2, peakBytes: 0, ageMs: 2_000 }, limits),
  ]).toEqual([true, true, false, false]);
});

const heavy = { weight: "heavy", lasting: false, background: false, cpuPercent: 100, busyAt: 0, startedAt: 0 } as const;
const minute = 60_000;

test.each([
  ["works on", heavy, true, 9_000, "keep"],
  ["is idle", { ...heavy, cpuPercent: 0 }, true, 11_000, "release"],
  ["works again", heavy, false, 20_000, "hold"],
  ["is idle without a slot", { ...heavy, cpuPercent: 20 }, false, 20_000, "keep"],
  ["works for long and is waited for", { ...heavy, busyAt: 30 * minute }, true, 30 * minute, "keep"],
  ["works for ever in the background", { ...heavy, background: true, busyAt: 16 * minute }, true, 16 * minute, "last"],
  ["has become a server", { ...heavy, lasting: true }, false, 17 * minute, "keep"],
  ["is light", { ...heavy, weight: "light" }, false, 1_000, "keep"],
] as const)("a command that %s", (_name, command, holds, now, becomes) => {
  expect(slotAfter(command, holds, now)).toBe(becomes);
});
