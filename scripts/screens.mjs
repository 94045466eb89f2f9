import { installPackages } from "./setup.mjs";
import { run } from "./process.mjs";
import { path, tool } from "./workspace.mjs";

// Takes the pictures of the README afresh: docs/screens/*.png.
const problem = await installPackages();
if (problem !== undefined) console.log(problem);
const command = tool("@playwright/test#playwright", "test", "--config", path("e2e", "playwright.config.ts"), "screens");
const env = { FLIGHTDECK_SCREENS: path("docs", "screens") };
process.exitCode = problem === undefined ? (await run(command, { env })).code : 1;
