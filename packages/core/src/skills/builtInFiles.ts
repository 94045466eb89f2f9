import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/**
 * The files of the app's skills by their paths. The built host has them inside: its bundler puts what this function gives
 * in the place of this file.
 */
export async function readAppSkillFiles(): Promise<Readonly<Record<string, string>>> {
  const folder = join(import.meta.dirname, "builtIn");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = files.map(async (file) => [relative(folder, file).split(sep).join("/"), await readFile(file, "utf8")]);
  return Object.fromEntries(await Promise.all(texts));
}
