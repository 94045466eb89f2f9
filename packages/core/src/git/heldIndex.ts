import { type BigIntStats, linkSync, renameSync, rmSync, statSync } from "node:fs";
import { copyFile, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { AppError, diskError } from "../errors/index.ts";

/** Milliseconds in which a passing git (an editor that asks for the status) lets go of an index. */
const PATIENCE = 1_000;
/** Milliseconds that a git which outlived its host gets to finish, where nothing tells whether it lives. */
const ORPHAN = 3_000;
const LOOK = 25;
const prefix = "flightdeck-held-";

/** The environment in which git works on the copy of an index. */
export interface HeldIndex {
  readonly GIT_INDEX_FILE: string;
}

/**
 * Holds a checkout's index as git does, while work goes on with a copy of it, which takes its place when the work is done.
 * Nobody stages meanwhile; what fails or is cut short leaves the index as it was. The lock is a link to a file of ours,
 * so that one which a killed host left is known. Rejects with `worktree_busy` while somebody else holds it.
 */
export async function withIndex<T>(gitDir: string, work: (held: HeldIndex) => Promise<T>): Promise<T> {
  const index = join(gitDir, "index");
  const lock = `${index}.lock`;
  const folder = await mkdtemp(join(gitDir, prefix)).catch((error: unknown) => {
    throw diskError(error);
  });
  const copy = join(folder, "index");
  let held = false;
  try {
    await writeFile(join(folder, "lock"), `${process.pid} ${await startOf(process.pid)}`);
    await take(gitDir, join(folder, "lock"));
    held = true;
    const before = await copyIndex(index, copy);
    const answer = await work({ GIT_INDEX_FILE: copy });
    const after = statSync(copy, { bigint: true, throwIfNoEntry: false });
    // git replaces an index that it changes.
    if (after !== undefined && versionOf(after) !== before) renameSync(copy, index);
    return answer;
  } catch (error) {
    throw diskError(error);
  } finally {
    if (held) rmSync(lock, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rejects with `worktree_busy` while a living git, or whoever it may be, holds a checkout's index. */
export async function requireFreeIndex(gitDir: string): Promise<void> {
  await withIndex(gitDir, async () => undefined);
}

/** A file of an old inode's number is told by its age. */
const versionOf = ({ ino, ctimeNs }: BigIntStats): string => `${ino} ${ctimeNs}`;

/** Tells the copy from what takes its place; undefined where there is no index. */
async function copyIndex(index: string, copy: string): Promise<string | undefined> {
  const found = await stat(index).catch(() => undefined);
  if (found === undefined) return undefined;
  await copyFile(index, copy);
  // Git mistrusts entries as young as their index. A copy that looked younger would take away that doubt.
  await utimes(copy, found.atime, new Date(found.mtimeMs - 1));
  return versionOf(await stat(copy, { bigint: true }));
}

async function take(gitDir: string, ours: string): Promise<void> {
  const lock = join(gitDir, "index.lock");
  for (let waited = 0; ; waited += LOOK) {
    try {
      linkSync(ours, lock);
      return;
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "EEXIST") throw error;
    }
    if (await dropDeadLock(gitDir, lock)) continue;
    if (waited >= PATIENCE) throw new AppError("worktree_busy", `git works in this folder: ${lock} is there`);
    await pause(LOOK);
  }
}

/** Takes away a lock that a host of ours which is dead left behind. */
export async function dropDeadLock(gitDir: string, lock: string): Promise<boolean> {
  const held = await stat(lock).catch(() => undefined);
  if (held === undefined) return true;
  for (const name of (await readdir(gitDir)).filter((entry) => entry.startsWith(prefix))) {
    const folder = join(gitDir, name);
    const found = await stat(join(folder, "lock")).catch(() => undefined);
    if (found === undefined || found.ino !== held.ino || found.dev !== held.dev) continue;
    const [pid = "0", ...start] = (await readFile(join(folder, "lock"), "utf8").catch(() => "0")).split(" ");
    if (await lives(Number(pid), start.join(" "))) return false;
    await orphanEnded(folder);
    await rm(lock, { force: true });
    await rm(folder, { recursive: true, force: true });
    return true;
  }
  return false;
}

async function lives(pid: number, start: string): Promise<boolean> {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return (await startOf(pid)) === start;
}

/** Tells a process from a later one of its number, where the system says when it began. */
async function startOf(pid: number): Promise<string> {
  const [line, boot] = await Promise.all(
    [`/proc/${pid}/stat`, "/proc/sys/kernel/random/boot_id"].map((file) => readFile(file, "utf8").catch(() => "")),
  );
  // "<pid> (<name>) <state> …": the name may hold anything.
  const began = line?.slice(line.lastIndexOf(")") + 2).split(" ")[19];
  return began === undefined ? "" : `${began}-${boot?.trim()}`;
}

/** A git of a killed host may still write files: what it has begun it ends. */
async function orphanEnded(folder: string): Promise<void> {
  for (let waited = 0; waited < ORPHAN && (await mayWork(folder)); waited += LOOK) await pause(LOOK);
}

async function mayWork(folder: string): Promise<boolean> {
  const locked = (await stat(join(folder, "index.lock")).catch(() => undefined)) !== undefined;
  if (!locked || process.platform !== "linux") return locked;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const works = await Promise.all(
    pids.map(async (pid) => (await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")).includes(folder)),
  );
  return works.includes(true);
}
