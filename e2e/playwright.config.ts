import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { findBrowser } from "../scripts/browser.mjs";

// Hundreds of hosts of the same build start: only the first one compiles it.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "..", "node_modules", ".cache", "compile");

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results/e2e",
  globalSetup: "./build.ts",
  fullyParallel: true,
  workers: 2,
  // Two browsers on two busy cores: one slow moment must not fail three hundred specs. Flaky ones are named at the end.
  retries: 1,
  forbidOnly: process.env.CI !== undefined,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: "../test-results/e2e.json" }]],
  use: {
    viewport: { width: 1440, height: 900 },
    // Recording costs time: what failed is recorded when it is tried again.
    trace: "on-first-retry",
    actionTimeout: 15_000,
    launchOptions: {
      // The system's Chromium; where there is none, the one that Playwright brought.
      executablePath: findBrowser(),
      args: [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--no-first-run",
      ],
    },
  },
});
