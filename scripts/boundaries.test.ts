import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { path, tool } from "./workspace.mjs";

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

/** What the direction table says of a workspace with these files, as "rule: from → to". */
function violations(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "flightdeck boundaries "));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    symlinkSync(path("node_modules"), join(folder, "node_modules"), "junction");
    const [node, ...args] = tool("dependency-cruiser#depcruise", "--config", path(".dependency-cruiser.mjs"));
    const { stdout } = spawnSync(node, [...args, "-T", "json", "packages", "apps"], { cwd: folder });
    const { summary } = JSON.parse(stdout.toString()) as { summary: { violations: readonly Violation[] } };
    return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const core = {
  "packages/core/src/index.ts": `export * from "./core.ts";`,
  "packages/core/src/core.ts": `export { open } from "./git/index.ts"; export * from "./worktrees/index.ts";`,
  "packages/core/src/errors/index.ts": `export class AppError extends Error {}`,
  "packages/core/src/git/index.ts": `export { open } from "./open.ts";`,
  "packages/core/src/git/open.ts": `import { AppError } from "../errors/index.ts"; export const open = () => { throw new AppError(); };`,
  "packages/core/src/worktrees/index.ts": `import { open } from "../git/index.ts"; export const make = () => open();`,
  "apps/host/src/main.ts": `import { make } from "../../../packages/core/src/index.ts"; make();`,
  "apps/renderer/src/client.ts": `import { createORPCClient } from "@orpc/client"; export const client = createORPCClient;`,
};

test("the layout of the table passes", () => {
  expect(violations(core)).toEqual([]);
});

test("a feature is entered through its door, by values, by types and by dynamic imports alike", () => {
  const wrong = {
    "packages/core/src/worktrees/a.ts": `import { open } from "../git/open.ts"; open();`,
    "packages/core/src/worktrees/b.ts": `export type { open } from "../git/open.ts";`,
    "packages/core/src/worktrees/c.ts": `export async function c() { using git = await import("../git/open.ts"); return git; }`,
  };
  expect(violations({ ...core, ...wrong })).toEqual(
    ["core-doors-only", "core-worktrees-imports"].flatMap((rule) =>
      ["a", "b", "c"].map((file) => `${rule}: packages/core/src/worktrees/${file}.ts → packages/core/src/git/open.ts`),
    ),
  );
});

test("features see each other along the table only, and none sees core.ts", () => {
  const wrong = {
    "packages/core/src/git/wrong.ts": `import "../worktrees/index.ts";`,
    "packages/core/src/worktrees/wrong.ts": `import type {} from "../core.ts";`,
  };
  expect(violations({ ...core, ...wrong })).toEqual([
    "core-git-imports: packages/core/src/git/wrong.ts → packages/core/src/worktrees/index.ts",
    "core-ts-is-the-root: packages/core/src/worktrees/wrong.ts → packages/core/src/core.ts",
    "core-worktrees-imports: packages/core/src/worktrees/wrong.ts → packages/core/src/core.ts",
  ]);
});

test("a new feature needs a row in the table", () => {
  const wrong = {
    "packages/core/src/fresh/index.ts": `export const fresh = 1;`,
    "packages/core/src/core.ts": `export { open } from "./git/index.ts"; export * from "./fresh/index.ts";`,
  };
  expect(violations({ ...core, ...wrong })).toEqual([
    "core-features-have-a-row: packages/core/src/core.ts → packages/core/src/fresh/index.ts",
  ]);
});

test("packages see each other along the table only, and a cycle is refused", () => {
  const wrong = {
    "apps/renderer/src/wrong.tsx": `import "../../../packages/core/src/errors/index.ts"; import "node:fs"; import "@orpc/client"; export const wrong = <i />;`,
    "packages/core/src/git/wrong.ts": `import "electron"; import "../../../../apps/host/src/main.ts";`,
    "packages/core/src/errors/a.ts": `import "./b.ts";`,
    "packages/core/src/errors/b.ts": `import "./a.ts";`,
  };
  expect(violations({ ...core, ...wrong }).map((line) => line.split(": ")[0])).toEqual([
    "core-imports",
    "electron-only-in-desktop",
    "no-cycles",
    "no-node-in-renderer-or-contract",
    "renderer-has-no-transport-but-client",
    "renderer-imports",
  ]);
});
