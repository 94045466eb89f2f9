import { installPackages } from "./setup.mjs";
import { checks, runSteps } from "./steps.mjs";

const problem = await installPackages();
if (problem !== undefined) console.log(problem);
process.exitCode = problem === undefined ? await runSteps(checks) : 1;
