import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where Electron's binary lies, if it was fetched. Asking the package itself would fetch it. */
export function electronPath(): string | undefined {
  if (process.versions.electron !== undefined) return process.execPath;
  const folder = join(fileURLToPath(new URL("../../../node_modules/", import.meta.url)), "electron");
  try {
    const binary = join(folder, "dist", readFileSync(join(folder, "path.txt"), "utf8").trim());
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined; // not fetched
  }
}
