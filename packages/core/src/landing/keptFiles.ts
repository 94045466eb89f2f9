import { constants } from "node:fs";
import { copyFile, lstat, mkdir, readFile, readlink, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { AppError, diskError } from "../errors/index.ts";
import { diskPath, isBehindLink, type PathBytes, readable, textOfBytes } from "../git/index.ts";

/** Paths and targets are bytes, one character each. */
const Kept = z.object({
  path: z.string(),
  mode: z.number().optional(),
  /** Of a link. */
  target: z.string().optional(),
});
export type Kept = Readonly<z.infer<typeof Kept>>;

const Manifest = z.object({
  root: z.string(),
  gitDir: z.string(),
  /** Paths that a move brings, where nothing was. */
  added: z.array(z.string()),
  kept: z.array(Kept),
  /** When the index was written, should there be one. */
  index: z.number().optional(),
});
export type Manifest = Readonly<z.infer<typeof Manifest>>;

const manifestOf = (folder: string): string => join(folder, "manifest.json");
const indexOf = (folder: string): string => join(folder, "index");
export const copyOf = (folder: string, number: number): string => join(folder, String(number));

/**
 * Copies of what a move of a checkout writes over, its index among it: git could write these files anew only through the
 * same filters and on the same disk that made the move fail. They outlive the process; the manifest comes last. Rejects
 * with `base_dirty` where a file of these is not there.
 */
export async function keepFiles(
  folder: string,
  place: Pick<Manifest, "root" | "gitDir" | "added"> & { readonly old: readonly PathBytes[] },
): Promise<void> {
  const { root, gitDir, added, old } = place;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const kept: Kept[] = [];
    for (const path of old) {
      const source = diskPath(root, path);
      const found = (await isBehindLink(root, path)) ? undefined : await lstat(source).catch(() => undefined);
      if (found?.isSymbolicLink()) kept.push({ path, target: textOfBytes(await readlink(source, "buffer")) });
      else if (found?.isFile()) {
        await copyFile(source, copyOf(folder, kept.length), constants.COPYFILE_FICLONE);
        kept.push({ path, mode: found.mode & 0o777 });
      } else throw new AppError("base_dirty", `In ${root}:\n${readable(path)}`);
    }
    const index = await stat(join(gitDir, "index")).catch(() => undefined);
    if (index !== undefined) await copyFile(join(gitDir, "index"), indexOf(folder), constants.COPYFILE_FICLONE);
    const manifest: Manifest = { root, gitDir, added: [...added], kept, index: index?.mtimeMs };
    await writeFile(`${manifestOf(folder)}.new`, JSON.stringify(manifest));
    await rename(`${manifestOf(folder)}.new`, manifestOf(folder));
  } catch (error) {
    await dropKept(folder);
    throw diskError(error);
  }
}

/** What is kept in a folder; undefined when the move had not begun. */
export async function readKept(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(manifestOf(folder), "utf8").catch(() => undefined);
  return text === undefined ? undefined : Manifest.parse(JSON.parse(text));
}

export const dropKept = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

/**
 * Puts the kept index in the place of another one. It keeps its age, since git mistrusts entries as young as their index,
 * and one that looked younger would hide changes made right after it was written.
 */
export async function putIndexBack(folder: string, mtime: number, target: string): Promise<void> {
  const fresh = `${target}.back`;
  await copyFile(indexOf(folder), fresh);
  await utimes(fresh, new Date(mtime), new Date(mtime - 1));
  await rename(fresh, target);
}
