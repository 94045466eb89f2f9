import { installPackages, setupForTests } from "./setup.mjs";
import { checks, runSteps, tests } from "./steps.mjs";

console.log("▸ setup");
const startedAt = Date.now();
const broken = await installPackages();
if (broken !== undefined) {
  console.log(`✗ setup\n  ${broken}\n\n0 passed, 1 failed`);
  process.exit(1);
}

// A missing browser or sandbox fails the run, but the tests that do without still run.
const problem = await setupForTests();
console.log(
  problem === undefined ? `✓ setup, ${((Date.now() - startedAt) / 1000).toFixed(1)} s` : `✗ setup\n  ${problem}`,
);
const count = { passed: problem === undefined ? 1 : 0, failed: problem === undefined ? 0 : 1, skipped: 0 };
process.exitCode = await runSteps([...checks, ...tests], count);
