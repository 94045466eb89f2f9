import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Everything in this folder runs before the packages are there, under whichever Node the machine has: no imports but
// Node's own, no syntax newer than Node 20.

/** The folder that holds package.json. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * A file of the workspace, by its parts.
 * @param {...string} parts
 */
export const path = (...parts) => join(root, ...parts);

/** @param {string} file */
export const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes its hidden lock file last, so an install that
 * was cut short has none.
 */
export function packagesAreInstalled() {
  const installedFile = path("node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return false;
  const wanted = readJson(path("package-lock.json")).packages;
  const installed = readJson(installedFile).packages;
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === "" || entry.link) return true;
    const found = installed[name];
    return found === undefined ? entry.optional === true : found.version === entry.version;
  });
}

const nodePackages = { "linux-x64": "bin/node", "linux-arm64": "bin/node", "win-x64": "bin/node.exe" };

/** The Node that runs the project: the one among its packages, else this one if it is new enough. */
export function nodePath() {
  const platform = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const file = nodePackages[/** @type {keyof typeof nodePackages} */ (platform)];
  const packaged = file === undefined ? "" : path("node_modules", `node-${platform}`, file);
  if (existsSync(packaged)) return packaged;
  return Number(process.versions.node.split(".")[0]) >= 24 ? process.execPath : undefined;
}

/** What a person does when there is no such Node. */
export const nodeAdvice = `Flightdeck runs on Node 24 or newer; this is ${process.versions.node}. Install it from https://nodejs.org and try again.`;

/**
 * The command line of a package's program: our Node and the program's file, so that it runs the same on every system.
 * @param {string} name @param {...string} args
 * @returns {[string, ...string[]]}
 */
export function tool(name, ...args) {
  const [packageName, program] = name.split("#");
  const folder = path("node_modules", .../** @type {string} */ (packageName).split("/"));
  const { bin } = readJson(join(folder, "package.json"));
  const file = typeof bin === "string" ? bin : bin[program ?? /** @type {string} */ (packageName)];
  return [nodePath() ?? process.execPath, join(folder, file), ...args];
}

/** The environment in which the project's programs come first. */
export function toolEnvironment() {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  return { ...process.env, [key]: `${path("node_modules", ".bin")}${delimiter}${process.env[key] ?? ""}` };
}
