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

const usesNode = `import { readFileSync } from "node:fs"; export const text = readFileSync("x");`;
const usesProcess = "export const { pid } = process;";
const usesDom = "export const { title } = document;";

/** Each is compiled among the package's own sources, as the package's tsconfig has it. */
const probes = { usesNode, usesProcess, usesDom };
type Probe = keyof typeof probes;

/** What the compiler says of each probe in a package. All are compiled at once: it reads the package each time. */
function errorsIn(packageFolder: string): ReadonlyMap<string, readonly string[]> {
  const at = join(folder, packageFolder);
  mkdirSync(at, { recursive: true });
  const project = join(at, "tsconfig.json");
  for (const [name, code] of Object.entries(probes)) writeFileSync(join(at, `${name}.ts`), `${code}\n`);
  writeFileSync(
    project,
    JSON.stringify({
      extends: path(packageFolder, "tsconfig.json"),
      include: ["*.ts", path(packageFolder, "src")],
      exclude: [path(packageFolder, "src/**/*.test.ts"), path(packageFolder, "src/**/*.test.tsx")],
    }),
  );
  const [node, ...args] = tool("typescript#tsc", "-p", project, "--pretty", "false");
  const lines = spawnSync(node, args, { cwd: at }).stdout.toString().split("\n");
  return new Map(
    Object.keys(probes).map((name) => [
      name,
      lines
        .filter((line) => line.startsWith(`${name}.ts`))
        .map((line) => line.replace(/^.*error (TS\d+): ([^.]*).*$/, "$2")),
    ]),
  );
}

test.for([
  ["packages/contract", ["usesNode", "usesProcess", "usesDom"], []],
  ["packages/core", ["usesDom"], ["usesNode"]],
  ["apps/host", ["usesDom"], ["usesProcess"]],
  ["apps/renderer", ["usesNode", "usesProcess"], ["usesDom"]],
] as const satisfies readonly (readonly [string, readonly Probe[], readonly Probe[]])[])(
  "in %s what %j does not compile, what %j does",
  { timeout: 120_000 },
  ([packageFolder, wrong, right]) => {
    const errors = errorsIn(packageFolder);
    for (const name of wrong)
      expect(errors.get(name)).toEqual([
        expect.stringMatching(/^Cannot find (name|module) '(node:fs|process|document)'/),
      ]);
    for (const name of right) expect(errors.get(name)).toEqual([]);
  },
);
