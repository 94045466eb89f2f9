import { installPackages } from "./setup.mjs";
import { run } from "./process.mjs";
import { specArguments } from "./specs.mjs";
import { path, tool } from "./workspace.mjs";

// Takes the pictures of the README afresh: docs/screens/*.png.
const problem = await installPackages();
if (problem !== undefined) console.log(problem);
const config = path("e2e", "playwright.config.ts");
const command = tool("@playwright/test#playwright", "test", "--config", config, ...specArguments(["screens"]));
const env = { FLIGHTDECK_SCREENS: path("docs", "screens") };
process.exitCode = problem === undefined ? (await run(command, { env })).code : 1;
