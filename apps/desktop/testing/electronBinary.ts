import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Where Electron's binary is, or null. Asks the disk: `require("electron")` would start a download. */
export function electronBinary(): string | null {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return existing(join(override, "electron"));
  const folder = dirname(createRequire(import.meta.url).resolve("electron/package.json"));
  const path = join(folder, "path.txt");
  return existsSync(path) ? existing(join(folder, "dist", readFileSync(path, "utf8"))) : null;
}

function existing(file: string): string | null {
  return existsSync(file) ? file : null;
}
