import { availableParallelism } from "node:os";
import { join } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";

/** Tests that spawn git, shells and hosts need longer than a function call, on a busy machine most of all. */
const minute = 60_000;
const fuzz = Number(process.env["FUZZ"] ?? 1);

// Hosts that tests start from the sources find them compiled: half of each start. Workers and what they start inherit it.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "node_modules", ".cache", "compile");

/** Those with the longest files first, so that no worker is left alone with one at the end. */
const projects = [
  "scripts",
  "apps/desktop",
  "bench",
  "apps/host",
  "packages/core",
  "packages/testkit",
  "packages/contract",
  "apps/renderer",
];

/** What these test keeps no state in modules and starts no process: a file needs no process of its own. */
const shared = new Set(["packages/contract", "apps/renderer"]);

/** Orders the projects as above; within one, what failed or lasted long comes first. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project }: TestSpecification) => projects.indexOf(project.name);
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    // Processes, not threads: native modules and signals belong to a process.
    pool: "forks",
    // All cores: by default one is left free, which halves a machine with two.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    testTimeout: minute * fuzz,
    hookTimeout: minute,
    teardownTimeout: 10_000,
    projects: projects.map((folder) => ({
      extends: true,
      test: {
        name: folder,
        root: folder,
        isolate: !shared.has(folder),
        include: ["**/*.test.{ts,tsx}"],
        exclude: ["**/dist/**", "**/node_modules/**"],
      },
    })),
  },
});
