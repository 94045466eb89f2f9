import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { path, tool } from "./workspace.mjs";

// Below node_modules, so that packages resolve from it and no other tool looks into it.
const cache = path("node_modules", ".cache");
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, "runtimes-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The errors of a line of code compiled among a package's own sources, as the package's tsconfig has it. */
function errors(packageFolder: string, code: string): readonly string[] {
  const project = join(folder, "tsconfig.json");
  writeFileSync(join(folder, "probe.ts"), `${code}\n`);
  writeFileSync(
    project,
    JSON.stringify({
      extends: path(packageFolder, "tsconfig.json"),
      include: ["probe.ts", path(packageFolder, "src")],
      exclude: [path(packageFolder, "src/**/*.test.ts"), path(packageFolder, "src/**/*.test.tsx")],
    }),
  );
  const [node, ...args] = tool("typescript#tsc", "-p", project, "--pretty", "false");
  const { stdout } = spawnSync(node, args, { cwd: folder });
  return stdout
    .toString()
    .split("\n")
    .filter((line) => line.startsWith("probe.ts"))
    .map((line) => line.replace(/^.*error (TS\d+): ([^.]*).*$/, "$2"));
}

const usesNode = `import { readFileSync } from "node:fs"; export const text = readFileSync("x");`;
const usesProcess = "export const { pid } = process;";
const usesDom = "export const { title } = document;";

test.for([
  ["packages/contract", usesNode],
  ["packages/contract", usesProcess],
  ["packages/contract", usesDom],
  ["packages/core", usesDom],
  ["apps/host", usesDom],
  ["apps/renderer", usesNode],
  ["apps/renderer", usesProcess],
] as const)("in %s this does not compile: %s", ([packageFolder, code]) => {
  expect(errors(packageFolder, code)).toEqual([
    expect.stringMatching(/^Cannot find (name|module) '(node:fs|process|document)'/),
  ]);
});

test.for([
  ["packages/core", usesNode],
  ["apps/host", usesProcess],
  ["apps/renderer", usesDom],
] as const)("in %s this compiles: %s", ([packageFolder, code]) => {
  expect(errors(packageFolder, code)).toEqual([]);
});
