import { constants, type Stats } from "node:fs";
import { copyFile, type FileHandle, link, lstat, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { messageOf } from "../../errors/index.ts";
import { type OpenFolder, openFolder, removeFolders } from "./openFolder.ts";
import type { FileOnDisk, FileWrite } from "./planPatch.ts";

/** What a file is right now, to notice when it became another one. */
export const identityOf = (stats: Stats): string =>
  [stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.mode].join(":");

const LARGEST = 64 << 20;

/** Reads a file that is no link. Undefined when nothing is there; a sentence when it is no file to patch. */
export async function readFileOnDisk(path: string): Promise<FileOnDisk | string | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "ELOOP") return linkOnDisk(path);
    throw error;
  }
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) return "is a folder";
    if (!stats.isFile()) return "is not a regular file";
    if (stats.size > LARGEST) return `is too large to patch (${stats.size} bytes)`;
    return onDisk(stats, await handle.readFile());
  } finally {
    await handle.close();
  }
}

/** A link as a thing of its own: it can be deleted or moved away. */
async function linkOnDisk(path: string): Promise<FileOnDisk> {
  return onDisk(await lstat(path), new Uint8Array());
}

const onDisk = (stats: Stats, bytes: Uint8Array): FileOnDisk => ({
  bytes,
  mode: stats.mode & 0o7777,
  owner: { user: stats.uid, group: stats.gid },
  identity: identityOf(stats),
});

interface Prepared {
  readonly id: string;
  readonly write: FileWrite;
  readonly folder: OpenFolder;
  readonly target: string;
  readonly temporary: string;
  readonly backup: string;
}

/**
 * Brings all files to the disk or none: every content is complete beside its target before the first one takes its
 * place, and what took its place is taken back when a later one cannot. Rejects with the reason.
 */
export async function writeFiles(writes: readonly FileWrite[], newId: () => string): Promise<void> {
  const prepared: Prepared[] = [];
  const committed: { readonly one: Prepared; readonly undo: () => Promise<void> }[] = [];
  const kept = new Set<Prepared>();
  try {
    for (const write of writes) {
      const one = await locate(write, newId());
      prepared.push(one);
      await writeTemporary(one);
    }
    for (const one of prepared) await check(one);
    for (const one of prepared) committed.push({ one, undo: await commit(one) });
  } catch (error) {
    for (const { one, undo } of committed.toReversed()) await undo().catch(() => kept.add(one));
    await cleanUp(prepared.filter((one) => !kept.has(one)));
    for (const { folder } of prepared.toReversed()) await removeFolders(folder.made);
    if (kept.size === 0) throw error;
    const names = [...kept].map(({ write, id }) => join(dirname(write.path), backupName(id)));
    throw new Error(`${messageOf(error)}; what was there before is kept in ${names.join(", ")}`, { cause: error });
  } finally {
    await cleanUp(prepared.filter((one) => !kept.has(one)));
    for (const { folder } of prepared) await folder[Symbol.asyncDispose]();
  }
}

/** Takes away what was put beside the targets; nothing of it is left after a success either. */
async function cleanUp(prepared: readonly Prepared[]): Promise<void> {
  for (const { temporary, backup } of prepared) for (const path of [temporary, backup]) await rm(path, { force: true });
}

const backupName = (id: string): string => `.flightdeck-${id}.old`;

async function locate(write: FileWrite, id: string): Promise<Prepared> {
  const folder = await openFolder(dirname(write.path));
  return {
    id,
    write,
    folder,
    target: folder.at(basename(write.path)),
    temporary: folder.at(`.flightdeck-${id}.new`),
    backup: folder.at(backupName(id)),
  };
}

async function writeTemporary({ write: { content, mode, before }, temporary }: Prepared): Promise<void> {
  if (content === undefined) return;
  const file = await open(temporary, "wx", mode ?? 0o666);
  try {
    await file.writeFile(content);
    if (mode !== undefined) await file.chmod(mode);
    const stats = await file.stat();
    // Only root can give a file back to its owner; anyone else owns what they may replace, or takes it over.
    if (before !== undefined && (stats.uid !== before.owner.user || stats.gid !== before.owner.group))
      await file.chown(before.owner.user, before.owner.group).catch(() => {});
  } finally {
    await file.close();
  }
}

/** Refuses when the target is not any more what the plan was made from. */
async function check({ write, target }: Prepared): Promise<void> {
  const stats = await lstat(target).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  const now = stats === undefined ? undefined : identityOf(stats);
  if (now !== write.before?.identity) throw new Error(`${write.path} changed while the patch was being applied`);
}

/** Puts one file in its place. Returns how to take that back. */
async function commit({ write, target, temporary, backup }: Prepared): Promise<() => Promise<void>> {
  if (write.content === undefined) {
    await rename(target, backup);
    return () => rename(backup, target);
  }
  if (write.before !== undefined) await keepCopy(target, backup);
  await rename(temporary, target);
  return write.before === undefined ? () => rm(target, { force: true }) : () => rename(backup, target);
}

async function keepCopy(target: string, backup: string): Promise<void> {
  try {
    await link(target, backup);
  } catch {
    await copyFile(target, backup, constants.COPYFILE_EXCL); // some disks know no hard links
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);
