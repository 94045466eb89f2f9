import { expect, test } from "vitest";
import { parseMemory, parsePs, parseStat, treesOf } from "./processes.ts";

test("a process's line is read although its name has spaces and parentheses in it", () => {
  const line = "42 (a (b) c) S 7 40 40 0 -1 4194304 1 2 3 4 150 50 25 75 20 0 1 0 12345 1000 200 18446744073709551615";
  expect(parseStat(line)).toEqual({ parent: 7, group: 40, cpuSeconds: 3, startedAt: 12345 });
});

test("its own memory is what is not from files, swapped out or not", () => {
  const status =
    "Name:\tnode\nVmRSS:\t   90000 kB\nRssAnon:\t   40000 kB\nRssFile:\t   50000 kB\nVmSwap:\t    1000 kB\n";
  expect([parseMemory(status), parseMemory("Name:\tzombie\nState:\tZ\n")]).toEqual([41_000 * 1024, 0]);
});

test("rows of ps become trees by parent and by group; a cycle or a stranger is nobody's", () => {
  const rows = parsePs(`
    10     1    10   1000   0:01.50
    11    10    10   2000   1:00.00
    12     1    10    500   0:00.25
    13     1    13   9999 1-02:00:00
    14    13    13      1   0:00.00
  `);
  expect([...treesOf(rows, [10])]).toEqual([[10, { cpuSeconds: 61.75, memoryBytes: 3500 * 1024, pids: [10, 11, 12] }]]);
  expect(rows[3]?.cpuSeconds).toBe(26 * 3600);
});
