import { expect, test } from "vitest";
import { tailOf } from "./lines.ts";
import { countTests, runsTests } from "./testRun.ts";

test("what runs tests is known by its words, wherever it stands in a line", () => {
  const lines = [
    "npm test",
    "npm run test:unit -- src",
    "cd app && CI=1 pnpm test 2>&1 | tail -20",
    "npx vitest run",
    "cargo test -p lsm",
    "cargo nextest run",
    "go test ./...",
    "pytest -q tests/a.py",
    "uv run pytest",
    "python3 -m unittest",
    "make -C build check",
    "./gradlew :app:test",
    "node --test",
    "python manage.py test",
  ];
  expect(lines.filter((line) => !runsTests(line))).toEqual([]);
});

test("what only speaks of tests runs none", () => {
  const lines = [
    "ls test",
    "git log --grep 'npm test'",
    "cat vitest.config.ts",
    "npm install jest",
    "rg pytest",
    "make",
    "test -f a",
  ];
  expect(lines.filter(runsTests)).toEqual([]);
});

test("the sums of the usual runners are read from the end of their output", () => {
  const outputs = [
    " Test Files  2 passed (2)\n\x1b[2m      Tests \x1b[22m \x1b[1m\x1b[31m1 failed\x1b[39m\x1b[22m | \x1b[32m88 passed\x1b[39m (89)\n",
    "Tests:       2 failed, 10 passed, 12 total\nTime: 2 s",
    "test result: ok. 12 passed; 0 failed; 1 ignored\n\ntest result: FAILED. 3 passed; 2 failed; 0 ignored\n",
    "===== 1 failed, 35 passed, 2 skipped in 3.11s =====",
    "  12 passing (30ms)\n  1 failing\n",
    "# tests 3\n# pass 2\n# fail 1\n",
    "14 examples, 2 failures",
    "  1 failed\n    a.spec.ts:3:1 › x\n  12 passed (3s)",
    "ok  	example.com/a	0.1s\nok  	example.com/b	0.2s",
    // Nothing that a runner writes.
    `= ${"1 passed ".repeat(40)}${"=".repeat(3_000)}x\n= ${"1 passed ".repeat(40)}=`,
    "",
  ];
  expect(outputs.map(countTests)).toEqual([
    { passed: 88, failed: 1 },
    { passed: 10, failed: 2 },
    { passed: 15, failed: 2 },
    { passed: 35, failed: 1 },
    { passed: 12, failed: 1 },
    { passed: 2, failed: 1 },
    { passed: 12, failed: 2 },
    { passed: 12 },
    {},
    {},
    {},
  ]);
});

test("the tail of an output has its last lines as they read at last, without colours and cut to a width", () => {
  expect(tailOf("one\n\x1b[31mtwo\x1b[0m\n\n10 %\r50 %\r100 %\r\n  three\n")).toEqual(["two", "100 %", "  three"]);
  expect(tailOf("x".repeat(5_000)).map(({ length }) => length)).toEqual([160]);
});
