import { expect, test } from "vitest";
import { listedRun, type Run, type RunCause } from "./run.ts";

// Of a run only its cause is looked at.
const run = (cause: RunCause) => ({ cause, dueAt: 1 }) as Run;
const paths = (count: number) => Array.from({ length: count }, (_, at) => `src/${at}.ts`);

test("where runs are listed a request's words are left out, and many files are counted", () => {
  expect(listedRun(run({ kind: "webhook", payload: "a".repeat(60_000) }))).toEqual(run({ kind: "webhook" }));
  expect(listedRun(run({ kind: "files", paths: paths(500), more: 3 }))).toEqual(
    run({ kind: "files", paths: paths(20), more: 483 }),
  );
  expect(listedRun(run({ kind: "files", paths: paths(20) }))).toEqual(run({ kind: "files", paths: paths(20) }));
});
