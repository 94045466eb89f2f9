import { defineConfig } from "vitest/config";

/** Tests that spawn git, shells and hosts need longer than a function call, on a busy machine most of all. */
const minute = 60_000;

export default defineConfig({
  test: {
    // Processes, not threads: native modules and signals belong to a process.
    pool: "forks",
    testTimeout: minute,
    hookTimeout: minute,
    teardownTimeout: 10_000,
    projects: [
      "packages/contract",
      "packages/core",
      "packages/testkit",
      "apps/host",
      "apps/desktop",
      "apps/renderer",
      "scripts",
      "bench",
    ].map((folder) => ({
      extends: true,
      test: {
        name: folder,
        root: folder,
        include: ["**/*.test.{ts,tsx}"],
        exclude: ["**/dist/**", "**/node_modules/**"],
      },
    })),
  },
});
