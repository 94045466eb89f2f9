import { rmSync } from "node:fs";
import { run } from "./process.mjs";
import { nodePath, path, readJson, tool } from "./workspace.mjs";

const minute = 60_000;

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {() => readonly [string, ...string[]]} command
 * @property {string} advice What to do when it fails.
 * @property {number} limitMs A step that hangs is ended after that long.
 * @property {Record<string, string>} [env]
 * @property {() => Count} [count] For steps that are many tests: how they went, read from their report.
 */

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/** @param {string} name @returns {[string, string]} */
const script = (name) => [nodePath() ?? process.execPath, path("scripts", name)];

/** What `npm run check` runs: everything that reads the code without running it. */
export const checks = /** @type {readonly Step[]} */ ([
  {
    name: "types",
    command: () => script("types.mjs"),
    advice: "Mend the types; `npm run types` runs this alone.",
    limitMs: 5 * minute,
  },
  {
    name: "lint",
    command: () => tool("oxlint", "--type-aware", "--deny-warnings"),
    advice: "`npm run lint` runs this alone; with `-- --fix` it mends some of it.",
    limitMs: 3 * minute,
  },
  {
    name: "format",
    command: () => tool("@biomejs/biome#biome", "format", "."),
    advice: "`npm run format` mends it.",
    limitMs: minute,
  },
  {
    name: "boundaries",
    command: () =>
      tool("dependency-cruiser#depcruise", "--config", path(".dependency-cruiser.mjs"), "packages", "apps"),
    advice: "An import goes against the direction table in .dependency-cruiser.mjs.",
    limitMs: 2 * minute,
  },
  {
    name: "dead code",
    command: () => tool("knip", "--no-config-hints"),
    advice: "Remove what nobody uses, or use it.",
    limitMs: 2 * minute,
  },
  {
    name: "file size",
    command: () => script("fileSize.mjs"),
    advice: "Split the file where its second concept begins.",
    limitMs: minute,
  },
]);

const unitReport = path("test-results", "unit.json");
const e2eReport = path("test-results", "e2e.json");

/** What `npm test` runs beside the checks: everything that runs the code. */
export const tests = /** @type {readonly Step[]} */ ([
  {
    name: "unit and integration",
    command: () => tool("vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`),
    advice: "`npm run unit -- PATH` runs one file or folder.",
    limitMs: 20 * minute,
    count: () => {
      const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites, success } =
        readJson(unitReport);
      const failed = numFailedTests + (numFailedTests === 0 && !success ? Math.max(1, numFailedTestSuites) : 0);
      return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
    },
  },
  {
    name: "build",
    command: () => script("build.mjs"),
    advice: "`npm run build` runs this alone.",
    limitMs: 5 * minute,
  },
  {
    name: "end to end",
    command: () => tool("@playwright/test#playwright", "test", "--config", path("e2e", "playwright.config.ts")),
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: e2eReport },
    advice: "`npm run e2e -- NAME` runs one spec; test-results/ has a trace of what failed.",
    limitMs: 35 * minute,
    count: () => {
      // What passed at its second try counts as passed; the list above names it as flaky.
      const { expected, unexpected, flaky, skipped } = readJson(e2eReport).stats;
      return { passed: expected + flaky, failed: unexpected, skipped };
    },
  },
]);

const seconds = (/** @type {number} */ milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/**
 * Runs one step and says how it went. Something that fails without a count, or hangs, is one failure.
 * @param {Step} step
 * @returns {Promise<Count>}
 */
async function runStep({ name, command, advice, limitMs, env, count }) {
  console.log(`\n▸ ${name}`);
  const startedAt = Date.now();
  const { code, timedOut } = await run(command(), { limitMs, env });
  const took = seconds(Date.now() - startedAt);
  const counted = count === undefined ? undefined : counts(count);
  const result = counted ?? { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 };
  if (code !== 0 && result.failed === 0) result.failed = 1;
  if (result.failed === 0) console.log(`✓ ${name}, ${took}`);
  else console.log(`✗ ${name}, ${timedOut ? `ended after ${took} without an end in sight` : took}\n  ${advice}`);
  return result;
}

/** @param {() => Count} read */
function counts(read) {
  try {
    return read();
  } catch {
    return undefined; // It ended before it could write its report.
  }
}

/**
 * Runs steps one after the other, all of them, and ends with the line that says how it went.
 * @param {readonly Step[]} steps
 * @param {Count} before
 */
export async function runSteps(steps, before = { passed: 0, failed: 0, skipped: 0 }) {
  for (const report of [unitReport, e2eReport]) rmSync(report, { force: true });
  const startedAt = Date.now();
  const sum = { ...before };
  let stopped = false;
  const stop = () => (stopped = true);
  process.on("SIGINT", stop).on("SIGTERM", stop);
  for (const step of steps) {
    if (stopped) break;
    const { passed, failed, skipped } = await runStep(step);
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  if (stopped) console.log("\nStopped.");
  console.log(`\n${seconds(Date.now() - startedAt)}${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ""}`);
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  return stopped ? 130 : sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}
