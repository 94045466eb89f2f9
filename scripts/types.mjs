import { existsSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { run } from "./process.mjs";
import { path, tool } from "./workspace.mjs";

/** The folders below one, or the folder itself. @param {string} folder */
const inside = (folder) => readdirSync(path(folder)).map((name) => `${folder}/${name}`);

const folders = [...inside("packages"), ...inside("apps"), "scripts", "e2e", "bench"];
const projects = folders
  .filter((folder) => existsSync(path(folder)))
  .flatMap((folder) => inside(folder).filter((file) => /\/tsconfig[^/]*\.json$/.test(file)));

const queue = [...projects];
let failed = 0;

/** Checks one project after the other: the compiler itself uses more than one core. */
async function worker() {
  for (let project = queue.shift(); project !== undefined; project = queue.shift()) {
    const { code, output } = await run(tool("typescript#tsc", "-p", path(project), "--pretty", "false"), {
      quiet: true,
    });
    if (code === 0) continue;
    failed += 1;
    console.log(`${project}\n${output.trimEnd()}`);
  }
}

await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
console.log(
  failed === 0 ? `${projects.length} projects are sound` : `${failed} of ${projects.length} projects have errors`,
);
process.exitCode = failed === 0 ? 0 : 1;
