import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The host as it is shipped, for tests that start it so often that the sources would take too long; gone with its scope. */
export async function bundledHost(): Promise<{ readonly cli: string; [Symbol.asyncDispose](): Promise<void> }> {
  const cache = at("../../../../node_modules/.cache");
  await mkdir(cache, { recursive: true });
  // Below node_modules, so that it finds the packages that are not in it.
  const folder = await mkdtemp(join(cache, "host-"));
  const rolldown = at("../../../../node_modules/.bin/rolldown");
  await promisify(execFile)(rolldown, ["--config", at("../../rolldown.config.mjs"), "--dir", join(folder, "dist")], {
    cwd: at("../.."),
  });
  await copyFile(at("../../package.json"), join(folder, "package.json")); // it says the version
  return {
    cli: join(folder, "dist", "cli.js"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
