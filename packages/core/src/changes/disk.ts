import { lstatSync, renameSync, rmdirSync, unlinkSync } from "node:fs";
import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { AppError, diskError } from "../errors/index.ts";
import {
  diskPath,
  isBehindLink,
  modes,
  nameOf,
  type OnDisk,
  type PathBytes,
  requireOwn,
  versionOf,
} from "./entries.ts";

/** What a file shall be: its mode as git has it, and the permissions that it keeps where it has some. */
export interface Content {
  readonly mode: string;
  readonly permissions?: number;
  readonly bytes: Buffer;
}

export interface DiskChange {
  readonly path: PathBytes;
  /** As it was read; when it is no longer so, nothing is written. */
  readonly from: OnDisk;
  readonly to: Content | undefined;
}

/** Keeps what a file's permissions are but for running it, which git has a say in. */
function permissionsFor({ mode, permissions }: Content): number | undefined {
  if (permissions === undefined) return undefined;
  const runs = (permissions & 0o111) !== 0;
  if (mode === modes.program) return runs ? permissions : permissions | ((permissions & 0o444) >> 2);
  return runs ? permissions & ~0o111 : permissions;
}

/** Writes, replaces or deletes one file in one step. Rejects with `changed_since` when it is not as it was read. */
export async function changeOnDisk(root: string, { path, from, to }: DiskChange, name: string): Promise<void> {
  requireOwn(path);
  const file = diskPath(root, path);
  if (to === undefined) {
    if (from.kind === "absent") return requireSame(file, from);
    requireOwnFolder(root, path);
    requireSame(file, from);
    unlinkSync(file);
    return dropEmptyFolders(root, path);
  }
  const beside = besideOf(root, path, name);
  try {
    requireOwnFolder(root, path);
    await writeBeside(beside, to).catch(async (error: unknown) => {
      if (codeOf(error) !== "ENOENT") throw error;
      await mkdir(diskPath(root, folderOf(path)), { recursive: true });
      await writeBeside(beside, to);
    });
    // From the last look to the new name without a pause.
    requireOwnFolder(root, path);
    requireSame(file, from);
    renameSync(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined); // what stands in the way is told
    // A file stands where one of its folders was.
    const blocked = codeOf(error) === "ENOTDIR" || codeOf(error) === "EEXIST";
    throw blocked ? new AppError("changed_later", nameOf(path), { cause: error }) : diskError(error);
  }
}

async function writeBeside(beside: Buffer, to: Content): Promise<void> {
  if (to.mode === modes.link) return symlink(to.bytes, beside);
  await writeFile(beside, to.bytes, { flag: "wx", mode: to.mode === modes.program ? 0o777 : 0o666 });
  const permissions = permissionsFor(to);
  if (permissions !== undefined) await chmod(beside, permissions);
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);

const folderOf = (path: PathBytes): PathBytes => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Where a file is written before it takes the place of another. */
function besideOf(root: string, path: PathBytes, name: string): Buffer {
  const folder = folderOf(path);
  return diskPath(root, `${folder === "" ? "" : `${folder}/`}.flightdeck-${name}.tmp`);
}

/** Takes away what a killed process had ready beside some files. */
export async function dropHalfWritten(root: string, paths: readonly PathBytes[], name: string): Promise<void> {
  const folders = new Map(paths.map((path) => [folderOf(path), path]));
  for (const path of folders.values()) {
    if (await isBehindLink(root, path)) continue;
    await rm(besideOf(root, path, name), { force: true }).catch((error: unknown) => {
      if (codeOf(error) !== "ENOTDIR") throw error; // a file stands where the folder was
    });
    dropEmptyFolders(root, path);
  }
}

function requireSame(file: Buffer, from: OnDisk): void {
  const found = lstatSync(file, { bigint: true, throwIfNoEntry: false });
  const version = found === undefined ? undefined : versionOf(found);
  if (version !== (from.kind === "file" ? from.version : undefined)) throw new AppError("changed_since");
}

/** A folder that became a link since leads elsewhere. */
function requireOwnFolder(root: string, path: PathBytes): void {
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    const found = lstatSync(diskPath(root, path.slice(0, at)), { throwIfNoEntry: false });
    if (found === undefined) return;
    if (found.isSymbolicLink()) throw new AppError("changed_since");
  }
}

/** Folders that held only what went, as git leaves none of them. */
function dropEmptyFolders(root: string, path: PathBytes): void {
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    try {
      rmdirSync(diskPath(root, path.slice(0, at)));
    } catch {
      return; // it holds something else
    }
  }
}
