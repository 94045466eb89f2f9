import { linkSync, readFileSync, renameSync, statSync, unlinkSync } from "node:fs";
import { copyFile, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, diskError } from "../errors/index.ts";
import { type Place, runGit } from "../git/index.ts";
import { type Entry, indexEntries, isSame, type PathBytes } from "./entries.ts";
import { bytesOf } from "./lines.ts";

/** What the index shall have at a path instead of what it has; undefined is nothing. */
export interface IndexChange {
  readonly path: PathBytes;
  readonly from: Entry | undefined;
  readonly to: Entry | undefined;
}

/** Where an index is made ready, under a name of its own. */
export interface Scratch {
  readonly file: string;
  readonly name: string;
  /** Brings what the new index knows of the files up to date. */
  readonly refresh?: (index: string) => Promise<void>;
}

/** How often another git may write the index while a change of it is made ready. */
const attempts = 5;
const leftOver = "flightdeck-index-";

/**
 * Changes entries of a checkout's index in one step, or rejects with nothing changed: `changed_since` when an entry is no
 * longer as it was, `index_locked` while another git writes it. Every other entry stays as it is.
 */
export async function changeIndex(place: Place, changes: readonly IndexChange[], scratch: Scratch): Promise<void> {
  const differing = changes.filter(({ from, to }) => !isSame(from, to));
  if (differing.length === 0) return;
  try {
    for (let attempt = 1; ; attempt += 1) {
      const before = await prepare(place, differing, scratch.file);
      await scratch.refresh?.(scratch.file);
      if (await swap(place, { scratch, before })) return;
      if (attempt === attempts) throw new AppError("index_locked");
    }
  } finally {
    await rm(scratch.file, { force: true });
    await rm(`${scratch.file}.lock`, { force: true });
  }
}

/** Makes the changed index beside the checkout's own; answers with the bytes that it was made from. */
async function prepare(place: Place, changes: readonly IndexChange[], scratch: string): Promise<Buffer | undefined> {
  const index = join(place.gitDir, "index");
  await rm(scratch, { force: true });
  const found = await stat(index).catch(() => undefined);
  let before: Buffer | undefined;
  if (found !== undefined) {
    try {
      await copyFile(index, scratch);
      // Git mistrusts entries as young as their index; a copy that looked younger would take away that doubt.
      await utimes(scratch, found.atime, new Date(found.mtimeMs - 1));
    } catch (error) {
      throw diskError(error);
    }
    before = await readFile(scratch);
  }
  const env = { GIT_DIR: place.gitDir, GIT_WORK_TREE: place.root, GIT_INDEX_FILE: scratch };
  const paths = changes.map(({ path }) => path);
  const { entries, conflicts } = await indexEntries(place.root, paths, env);
  const moved = changes.find(({ path, from }) => !conflicts.has(path) && !isSame(entries.get(path), from));
  if (moved !== undefined) throw new AppError("changed_since", "What is staged changed meanwhile");
  const line = ({ path, from, to }: IndexChange): string =>
    to === undefined ? `0 ${"0".repeat(from?.object.length ?? 40)}\t${path}\0` : `${to.mode} ${to.object}\t${path}\0`;
  // A folder may stand where a file was: what goes makes room first.
  const ordered = [...changes.filter(({ to }) => to === undefined), ...changes.filter(({ to }) => to !== undefined)];
  const input = bytesOf(ordered.map(line).join(""));
  await runGit(["-c", "core.splitIndex=false", "update-index", "-z", "--index-info"], { cwd: place.root, env, input });
  return before;
}

/** Puts the new index in place as git does it, unless someone wrote it since. */
async function swap(
  { gitDir }: Place,
  { scratch, before }: { readonly scratch: Scratch; readonly before: Buffer | undefined },
): Promise<boolean> {
  const index = join(gitDir, "index");
  const lock = `${index}.lock`;
  const ready = join(gitDir, `${leftOver}${scratch.name}`);
  try {
    const mode = (await stat(index).catch(() => undefined))?.mode;
    await writeFile(ready, await readFile(scratch.file), mode === undefined ? {} : { mode: mode & 0o777 });
    if (!takeLock(ready, lock)) {
      await dropLeftOver(gitDir, lock);
      if (!takeLock(ready, lock)) throw new AppError("index_locked");
    }
    // From here on without a pause: a lock that stays would stop every git in this folder.
    const same = readIfThere(index)?.equals(before ?? Buffer.alloc(0)) ?? before === undefined;
    if (same) renameSync(lock, index);
    else unlinkSync(lock);
    return same;
  } catch (error) {
    throw diskError(error);
  } finally {
    await rm(ready, { force: true });
  }
}

function readIfThere(file: string): Buffer | undefined {
  return statSync(file, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(file);
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
  const held = await stat(lock).catch(() => undefined);
  const names = (await readdir(gitDir)).filter((name) => name.startsWith(leftOver));
  for (const name of names) {
    const found = await stat(join(gitDir, name)).catch(() => undefined);
    if (held === undefined || found === undefined || found.ino !== held.ino || found.dev !== held.dev) continue;
    await rm(lock, { force: true });
    await rm(join(gitDir, name), { force: true });
  }
}
