import { run } from "./process.mjs";
import { specArguments } from "./specs.mjs";
import { path, tool } from "./workspace.mjs";

// Runs the end-to-end specs whose names hold one of the words, all of them without a word; options are Playwright's.
try {
  const config = path("e2e", "playwright.config.ts");
  const chosen = specArguments(process.argv.slice(2));
  const { code } = await run(tool("@playwright/test#playwright", "test", "--config", config, ...chosen));
  process.exitCode = code;
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
