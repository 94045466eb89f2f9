import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { FolderEntry } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";

const FOLDERS_SHOWN = 1_000;

/** The folders inside a folder, hidden ones left out, for a picker where the machine has no dialog of its own. */
export async function browse(
  path: string | undefined,
): Promise<{ path: string; parent?: string; folders: FolderEntry[] }> {
  const home = homedir();
  const folder = path === undefined || path === "" ? home : resolve(home, path.replace(/^~(?=\/|$)/, home));
  const found = await stat(folder).catch((error: unknown) => {
    throw new AppError("path_not_found", folder, { cause: error });
  });
  if (!found.isDirectory()) throw new AppError("not_a_folder", folder);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new AppError("path_not_found", folder, { cause: error });
  });
  const folders = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .slice(0, FOLDERS_SHOWN)
    .map(({ name }) => ({ name, path: join(folder, name), repository: existsSync(join(folder, name, ".git")) }))
    .sort((a, b) => a.name.localeCompare(b.name));
  const parent = dirname(folder);
  return { path: folder, folders, ...(parent === folder ? {} : { parent }) };
}
