import { constants } from "node:fs";
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readFile,
  readlink,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { diskError } from "../errors/index.ts";

const Kept = z.object({
  path: z.string(),
  mode: z.number().optional(),
  /** Of a link. */
  target: z.string().optional(),
});

const Manifest = z.object({
  root: z.string(),
  gitDir: z.string(),
  /** Paths that a move brings, where nothing was. */
  added: z.array(z.string()),
  kept: z.array(Kept),
  /** When the index was written, should there be one. */
  index: z.number().optional(),
});
export type Manifest = z.infer<typeof Manifest>;

const manifestOf = (folder: string): string => join(folder, "manifest.json");
const indexOf = (folder: string): string => join(folder, "index");
export const copyOf = (folder: string, number: number): string => join(folder, String(number));

/**
 * Copies of what a move of a checkout writes over, its index among it: git could write these files anew only through the
 * same filters and on the same disk that made the move fail. They outlive the process; the manifest comes last.
 */
export async function keepFiles(
  folder: string,
  place: Pick<Manifest, "root" | "gitDir" | "added"> & { readonly old: readonly string[] },
): Promise<void> {
  const { root, gitDir, added, old } = place;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const kept: z.infer<typeof Kept>[] = [];
    for (const path of old) {
      const source = join(root, path);
      const found = await lstat(source).catch(() => undefined);
      if (found?.isSymbolicLink()) kept.push({ path, target: await readlink(source) });
      else if (found?.isFile()) {
        await copyFile(source, copyOf(folder, kept.length), constants.COPYFILE_FICLONE);
        kept.push({ path, mode: found.mode & 0o777 });
      }
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

/** Puts every file and the index back as they were; what came goes. May be done again after it was cut short. */
export async function putKeptBack(folder: string, { root, gitDir, added, kept, index }: Manifest): Promise<void> {
  try {
    for (const path of added) {
      await rm(join(root, path), { force: true }).catch(() => undefined);
      await removeEmptyAbove(root, path);
    }
    for (const [number, file] of kept.entries()) {
      const target = join(root, file.path);
      await rm(target, { recursive: true, force: true });
      await mkdir(dirname(target), { recursive: true });
      if (file.target !== undefined) await symlink(file.target, target);
      else {
        await copyFile(copyOf(folder, number), target, constants.COPYFILE_FICLONE);
        await chmod(target, file.mode ?? 0o644);
      }
    }
    if (index !== undefined) await putIndexBack(folder, gitDir, index);
  } catch (error) {
    throw diskError(error);
  }
}

/**
 * As git would: a new file beside it, then one rename. It keeps its age, since git mistrusts entries as young as their
 * index, and one that looked younger would hide changes made right after it was written.
 */
async function putIndexBack(folder: string, gitDir: string, mtime: number): Promise<void> {
  const lock = join(gitDir, "index.lock");
  const fresh = `${join(gitDir, "index")}.flightdeck`;
  await writeFile(lock, "", { flag: "wx" });
  try {
    await copyFile(indexOf(folder), fresh);
    await utimes(fresh, new Date(mtime), new Date(mtime - 1));
    await rename(fresh, join(gitDir, "index"));
  } finally {
    await rm(fresh, { force: true });
    await rm(lock, { force: true });
  }
}

async function removeEmptyAbove(root: string, path: string): Promise<void> {
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    const emptied = await rmdir(join(root, folder)).then(
      () => true,
      () => false,
    );
    if (!emptied) return;
  }
}
