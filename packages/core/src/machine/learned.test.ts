import { expect, test } from "vitest";
import { openStore } from "../store/index.ts";
import { openLearned } from "./learned.ts";

test("what a command line used is remembered over restarts, per project, earlier runs counted half", () => {
  const store = openStore(":memory:");
  let clock = 0;
  const open = () => openLearned({ store, now: () => (clock += 1) });
  const first = open();
  first.note("p", "npm test", { cpuSeconds: 100, peakBytes: 1000 });
  first.note("p", "npm test", { cpuSeconds: 10, peakBytes: 2000 });
  first.note("q", "npm test", { cpuSeconds: 1, peakBytes: 1 });
  const again = open();
  expect([again.of("p", "npm test"), again.of("q", "npm test"), again.of("p", "npm run build")]).toEqual([
    { cpuSeconds: 50, peakBytes: 2000 },
    { cpuSeconds: 1, peakBytes: 1 },
    undefined,
  ]);
  store.close();
});

test("only the latest two thousand lines are kept", () => {
  const store = openStore(":memory:");
  let clock = 0;
  const learned = openLearned({ store, now: () => (clock += 1) });
  store.transaction(() => {
    for (let line = 0; line < 2_010; line += 1) learned.note("p", `line ${line}`, { cpuSeconds: 1, peakBytes: 1 });
  });
  expect([learned.of("p", "line 9"), learned.of("p", "line 10"), learned.of("p", "line 2009")]).toEqual([
    undefined,
    { cpuSeconds: 1, peakBytes: 1 },
    { cpuSeconds: 1, peakBytes: 1 },
  ]);
  store.close();
});
