import { constants } from "node:fs";
import { chmod, copyFile, lstat, mkdir, readlink, rm, rmdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { diskError } from "../errors/index.ts";

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

const look = (path: string) =>
  lstat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });

/** Makes the folders above a relative path. False when a link or a file stands where a folder should: never through it. */
async function foldersAbove(root: string, path: string): Promise<boolean> {
  let folder = root;
  for (const part of dirname(path).split("/")) {
    if (part === ".") return true;
    if (part === "..") return false;
    folder = join(folder, part);
    const found = await look(folder);
    if (found === undefined) await mkdir(folder);
    else if (!found.isDirectory()) return false;
  }
  return true;
}

/** Does a link stand on the way to a relative path? */
async function isBehindLink(root: string, path: string): Promise<boolean> {
  let folder = root;
  for (const part of path.split("/").slice(0, -1)) {
    folder = join(folder, part);
    if ((await look(folder))?.isSymbolicLink()) return true;
  }
  return false;
}

/** Is there anything at a relative path, not counting what lies behind a link? */
export const isPresent = async (root: string, path: string): Promise<boolean> =>
  !(await isBehindLink(root, path)) && (await look(join(root, path))) !== undefined;

export interface CopyRequest {
  readonly from: string;
  readonly to: string;
  /** Relative to both, with forward slashes. */
  readonly path: string;
  /** mirror: the target becomes what the source is, missing included. add: only a regular file, only where nothing is. */
  readonly how: "mirror" | "add";
}

/** Copies one file between two folders; it neither reads nor writes behind a link. Says whether it did. */
export async function copyEntry({ from, to, path, how }: CopyRequest): Promise<boolean> {
  const source = join(from, path);
  const target = join(to, path);
  try {
    const found = (await isBehindLink(from, path)) ? undefined : await look(source);
    if (await isBehindLink(to, path)) return false;
    if (how === "add") {
      if (!found?.isFile() || (await look(target)) !== undefined || !(await foldersAbove(to, path))) return false;
      await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      return true;
    }
    if (found === undefined || found.isDirectory()) {
      await removeFile(to, path);
      return true;
    }
    if (!found.isFile() && !found.isSymbolicLink()) return false;
    if (!(await foldersAbove(to, path))) return false;
    const old = await look(target);
    if (old?.isDirectory()) await rmdir(target);
    else if (old !== undefined) await rm(target);
    if (found.isSymbolicLink()) await symlink(await readlink(source), target);
    else {
      await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      await chmod(target, found.mode & 0o777);
    }
    return true;
  } catch (error) {
    throw diskError(error);
  }
}

/** Removes a file and the folders above it that it leaves empty. */
async function removeFile(root: string, path: string): Promise<void> {
  const found = await look(join(root, path));
  if (found === undefined || found.isDirectory()) return;
  await rm(join(root, path));
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    const emptied = await rmdir(join(root, folder)).then(
      () => true,
      () => false,
    );
    if (!emptied) return;
  }
}
