import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { path, readJson } from "./workspace.mjs";

/** What the host's bundle leaves out: packages that load their native part from beside themselves. */
const natives = ["better-sqlite3", "@lydell/node-pty", "@parcel/watcher", "sharp"];

/** The built apps, each with the file without which it was not built. */
const apps = [
  { folder: "apps/desktop/dist", entry: "main.js" },
  { folder: "apps/host/dist", entry: "electron.js" },
  { folder: "apps/renderer/dist", entry: "index.html" },
];

/**
 * Fills a folder with what a package holds, laid out as in the checkout: the built apps and the packages they need, with
 * a package.json that names only those. electron-builder cannot find them in a workspace by itself.
 * @param {string} target
 * @param {{ from?: string }} [options] `from` has the built apps, `target` is emptied first.
 */
export function stage(target, { from = path() } = {}) {
  const missing = apps.filter(({ folder, entry }) => !existsSync(join(from, folder, entry)));
  if (missing.length > 0)
    throw new Error(`Not built: ${missing.map(({ folder }) => folder).join(", ")}. Run npm run build first.`);
  rmSync(target, { recursive: true, force: true });
  for (const { folder } of apps) cpSync(join(from, folder), join(target, folder), { recursive: true });
  cpSync(path("apps/host/package.json"), join(target, "apps/host/package.json")); // where the host reads its version
  const copied = new Set();
  const dependencies = Object.fromEntries(natives.map((name) => [name, copyPackage(name, path(), target, copied)]));
  const { name, version, description, license } = readJson(path("package.json"));
  const main = "apps/desktop/dist/main.js";
  const manifest = { name, version, description, license, author: "Flightdeck", type: "module", main, dependencies };
  writeFileSync(join(target, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/**
 * Copies an installed package and what it needs to the same places below the target. Returns its version.
 * @param {string} name @param {string} dependent The folder that asks for it. @param {string} target @param {Set<string>} copied
 * @returns {string}
 */
function copyPackage(name, dependent, target, copied) {
  const folder = find(name, dependent);
  if (folder === undefined) throw new Error(`${name} is not installed. Run npm ci.`);
  const { version, dependencies = {}, optionalDependencies = {} } = readJson(join(folder, "package.json"));
  if (copied.has(folder)) return version;
  copied.add(folder);
  const nested = join(folder, "node_modules");
  const place = join(target, folder.slice(path().length));
  mkdirSync(dirname(place), { recursive: true });
  cpSync(folder, place, { recursive: true, filter: (file) => file !== nested && !file.startsWith(nested + sep) });
  for (const dependency of Object.keys(dependencies)) copyPackage(dependency, folder, target, copied);
  // Of the packages for each platform only this one's is installed.
  for (const optional of Object.keys(optionalDependencies)) {
    if (find(optional, folder) !== undefined) copyPackage(optional, folder, target, copied);
  }
  return version;
}

/**
 * Where Node would find a package from a folder.
 * @param {string} name @param {string} from
 * @returns {string | undefined}
 */
function find(name, from) {
  const folder = join(from, "node_modules", name);
  if (existsSync(join(folder, "package.json"))) return folder;
  return from === path() || from === dirname(from) ? undefined : find(name, dirname(from));
}
