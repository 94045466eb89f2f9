import { linkSync, readFileSync, renameSync, statSync, unlinkSync } from "node:fs";
import { copyFile, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, diskError } from "../errors/index.ts";
import { dropDeadLock } from "./heldIndex.ts";
import type { Place } from "./shadows.ts";

/** Where an index is made ready, under a name of its own. */
export interface Scratch {
  readonly file: string;
  readonly name: string;
}

/** A new index for a checkout. */
export interface Rewrite {
  readonly scratch: Scratch;
  /** Makes it of a copy of the checkout's own, which `env` names to git. Called again when another git was faster. */
  readonly write: (env: Readonly<Record<string, string>>) => Promise<void>;
  /** What belongs to it, done when no other git can write the index any more. When it rejects, nothing changed. */
  readonly along?: () => Promise<void>;
}

/** How often another git may write the index while a change of it is made ready. */
const attempts = 5;
const leftOver = "flightdeck-index-";

/** Rewrites a checkout's index in one step, or rejects with nothing changed: `index_locked` while another git writes it. */
export async function rewriteIndex(place: Place, { scratch, write, along }: Rewrite): Promise<void> {
  const env = { GIT_DIR: place.gitDir, GIT_WORK_TREE: place.root, GIT_INDEX_FILE: scratch.file };
  try {
    for (let attempt = 1; ; attempt += 1) {
      const before = await copyIndex(place, scratch.file);
      await write(env);
      if (along === undefined && isAsBefore(scratch.file, before)) return;
      if (await swap(place, { scratch, before, along })) return;
      if (attempt === attempts) throw new AppError("index_locked");
    }
  } finally {
    await rm(scratch.file, { force: true });
    await rm(`${scratch.file}.lock`, { force: true });
  }
}

/** Copies the checkout's index; answers with its bytes, if there is one. */
async function copyIndex({ gitDir }: Place, scratch: string): Promise<Buffer | undefined> {
  const index = join(gitDir, "index");
  await rm(scratch, { force: true });
  const found = await stat(index).catch(() => undefined);
  if (found === undefined) return undefined;
  try {
    await copyFile(index, scratch);
    // Git mistrusts entries as young as their index; a copy that looked younger would take away that doubt.
    await utimes(scratch, found.atime, new Date(found.mtimeMs - 1));
  } catch (error) {
    throw diskError(error);
  }
  return readFile(scratch);
}

interface Swap extends Pick<Rewrite, "scratch" | "along"> {
  readonly before: Buffer | undefined;
}

/** Puts the new index in place as git does it, unless someone wrote it since. */
async function swap({ gitDir }: Place, { scratch, before, along }: Swap): Promise<boolean> {
  const index = join(gitDir, "index");
  const lock = `${index}.lock`;
  const ready = join(gitDir, `${leftOver}${scratch.name}`);
  try {
    await makeReady(scratch.file, ready, index);
    if (!takeLock(ready, lock)) {
      await dropLeftOver(gitDir, lock);
      if (!takeLock(ready, lock)) throw new AppError("index_locked");
    }
    // From here on without a needless pause: a lock that stays would stop every git in this folder.
    try {
      if (!isAsBefore(index, before)) {
        unlinkSync(lock);
        return false;
      }
      await along?.();
      renameSync(lock, index);
      return true;
    } catch (error) {
      await rm(lock, { force: true });
      throw error;
    }
  } catch (error) {
    throw diskError(error);
  } finally {
    await rm(ready, { force: true });
  }
}

/** It has the index's permissions, and its age from when it was written. */
async function makeReady(scratch: string, ready: string, index: string): Promise<void> {
  const mode = (await stat(index).catch(() => undefined))?.mode;
  const { atime, mtime } = await stat(scratch);
  await writeFile(ready, await readFile(scratch), mode === undefined ? {} : { mode: mode & 0o777 });
  await utimes(ready, atime, mtime);
}

function isAsBefore(file: string, before: Buffer | undefined): boolean {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return before === undefined;
  return before !== undefined && readFileSync(file).equals(before);
}

/** The lock appears with all of its content, or not at all. */
function takeLock(ready: string, lock: string): boolean {
  try {
    linkSync(ready, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** A lock that a killed host left behind is the same file as the index that it had ready. */
async function dropLeftOver(gitDir: string, lock: string): Promise<void> {
  if (await dropDeadLock(gitDir, lock)) return;
  const held = await stat(lock).catch(() => undefined);
  const names = (await readdir(gitDir)).filter((name) => name.startsWith(leftOver));
  for (const name of names) {
    const found = await stat(join(gitDir, name)).catch(() => undefined);
    if (held === undefined || found === undefined || found.ino !== held.ino || found.dev !== held.dev) continue;
    await rm(lock, { force: true });
    await rm(join(gitDir, name), { force: true });
  }
}
