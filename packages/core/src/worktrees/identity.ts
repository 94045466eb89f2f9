import { existsSync } from "node:fs";
import { lstat, readFile, realpath, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { AppError, diskError } from "../errors/index.ts";
import type { WorktreeRow } from "./rows.ts";

/** A worktree that is the one on record, seen on disk. */
export interface Witnessed {
  readonly path: string;
  readonly gitDir: string;
  /** Device and inode of its folder: who it is whatever it is called. */
  readonly folder: string;
}

const markerOf = (gitDir: string): string => join(gitDir, "flightdeck");

/** Leaves our mark in a worktree's git dir: the second witness. */
export async function mark(gitDir: string, row: Pick<WorktreeRow, "id">): Promise<void> {
  await writeFile(markerOf(gitDir), `${row.id}\n`, { flag: "wx" }).catch((error: unknown) => {
    throw diskError(error);
  });
}

/** Does this git dir carry the mark of this row? */
export async function isMarked(gitDir: string, row: Pick<WorktreeRow, "id">): Promise<boolean> {
  if (basename(dirname(gitDir)) !== "worktrees") return false;
  const found = await lstat(markerOf(gitDir)).catch(() => undefined);
  return found?.isFile() === true && (await readFile(markerOf(gitDir), "utf8")) === `${row.id}\n`;
}

export async function folderIdentity(path: string): Promise<string | undefined> {
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  return found?.isDirectory() ? `${found.dev}:${found.ino}` : undefined;
}

/**
 * Hears the three witnesses: the row, our mark inside the worktree's git dir, and a real path under the worktrees' root
 * that no link leads to or away from. Rejects with `worktree_missing` when the folder is gone and `worktree_mismatch`
 * when they do not agree.
 */
export async function witness(row: WorktreeRow, root: string): Promise<Witnessed> {
  const { path, gitDir } = row;
  const disagree = (why: string): AppError => new AppError("worktree_mismatch", `${path}: ${why}`);
  if (gitDir === undefined) throw disagree("it was never made");
  const inside = relative(root, path);
  if (inside === "" || isAbsolute(inside) || inside.split(sep).some((part) => part === "..")) {
    throw disagree("it is outside the worktrees' folder");
  }
  const folder = await folderIdentity(path);
  if (folder === undefined) {
    if (!existsSync(path)) throw new AppError("worktree_missing", path);
    throw disagree("it is not a folder");
  }
  if ((await realpath(path)) !== path) throw disagree("a link leads to it");
  const pointer = join(path, ".git");
  const stats = await lstat(pointer).catch(() => undefined);
  if (!stats?.isFile()) throw disagree("its .git file is gone");
  const target = /^gitdir: (.*)\n$/s.exec(await readFile(pointer, "utf8"))?.[1];
  const real = target === undefined ? undefined : await realpath(resolve(path, target)).catch(() => undefined);
  if (real !== gitDir) throw disagree("its .git file points elsewhere");
  const back = await readFile(join(gitDir, "gitdir"), "utf8").catch(() => "");
  if (back.replace(/\n$/, "") !== pointer) throw disagree("its git dir belongs to another folder");
  if (!(await isMarked(gitDir, row))) throw disagree("our mark is not in its git dir");
  return { path, gitDir, folder };
}

/** Why a person locked the worktree; undefined when it is not locked. */
export async function lockReason(gitDir: string): Promise<string | undefined> {
  return readFile(join(gitDir, "locked"), "utf8").then(
    (reason) => reason.trim() || "locked without a reason",
    () => undefined,
  );
}
