import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { run } from "./process.mjs";
import { path, root, tool } from "./workspace.mjs";

/**
 * @typedef {object} Target
 * @property {string} name
 * @property {readonly string[]} inputs Files and folders that decide what comes out.
 * @property {string} output The folder that it fills.
 * @property {() => readonly [string, ...string[]]} command
 */

const shared = ["package-lock.json", "tsconfig.base.json", "packages/contract/src"];

/** @type {readonly Target[]} */
const targets = [
  {
    name: "renderer",
    inputs: [...shared, "apps/renderer"],
    output: "apps/renderer/dist",
    command: () => tool("vite", "build", path("apps", "renderer"), "--logLevel", "warn"),
  },
  {
    name: "host",
    inputs: [...shared, "packages/core/src", "apps/host"],
    output: "apps/host/dist",
    command: () => tool("rolldown", "--config", path("apps", "host", "rolldown.config.mjs")),
  },
  {
    name: "desktop",
    inputs: [...shared, "apps/desktop"],
    output: "apps/desktop/dist",
    command: () => tool("rolldown", "--config", path("apps", "desktop", "rolldown.config.mjs")),
  },
];

/** Files below a path in a fixed order, without what is built or installed. @param {string} file @returns {string[]} */
function filesOf(file) {
  if (!existsSync(file)) return [];
  if (!statSync(file).isDirectory()) return [file];
  const names = readdirSync(file).filter((name) => name !== "dist" && name !== "node_modules");
  return names.sort().flatMap((name) => filesOf(join(file, name)));
}

/** Stands for everything that decides what a target becomes. @param {Target} target */
function fingerprint({ inputs }) {
  const hash = createHash("sha256").update(process.platform);
  for (const file of inputs.flatMap((input) => filesOf(path(input)))) {
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** Builds a target unless what lies there was built from the same sources. @param {Target} target */
async function build(target) {
  const stamp = path(target.output, ".built-from");
  const wanted = fingerprint(target);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return true;
  const startedAt = Date.now();
  const { code, output } = await run(target.command(), { quiet: true });
  if (code !== 0) {
    console.log(`${target.name} could not be built\n${output.trimEnd()}`);
    return false;
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  console.log(`${target.name} built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  return true;
}

const results = [];
for (const target of targets) results.push(await build(target));
process.exitCode = results.every(Boolean) ? 0 : 1;
