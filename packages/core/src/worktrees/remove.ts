import { chmod, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError, messageOf } from "../errors/index.ts";
import type { InTurn, Shadows } from "../git/index.ts";
import { processesIn } from "./busy.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { folderIdentity, isMarked, lockReason, type Witnessed, witness } from "./identity.ts";
import type { WorktreeRow, WorktreeRows } from "./rows.ts";

export interface RemoveContext {
  readonly rows: WorktreeRows;
  readonly root: string;
  readonly shadows: Shadows;
  readonly checkpoints: Checkpoints;
  readonly now: () => number;
  /** By repository: two gits that change its list of worktrees at once trip over each other. */
  readonly inTurn: InTurn;
}

/** Where a folder waits for its deletion: under a name that nothing else knows. */
const doomed = (root: string, row: WorktreeRow): string => join(root, `.removing-${row.id}`);

/** Rejects while somebody holds on to a worktree. */
export async function requireQuiet({ path, gitDir }: Witnessed): Promise<void> {
  const reason = await lockReason(gitDir);
  if (reason !== undefined) throw new AppError("worktree_locked", reason);
  const pids = await processesIn(path);
  if (pids.length > 0) throw new AppError("worktree_busy", `Process ${pids.join(", ")} works in ${path}`);
}

/** Saves, then removes. Rejects before anything is lost with the code that says what stood in the way. */
export async function removeWorktree(context: RemoveContext, row: WorktreeRow): Promise<string> {
  await requireQuiet(await witness(row, context.root));
  const snapshot = await saveSnapshot(context, row);
  context.rows.change(row.id, { state: "removing", snapshot });
  try {
    // Saving took its time: hear all of them again right before the step that counts.
    const seen = await witness(row, context.root);
    await requireQuiet(seen);
    await moveAway(seen, doomed(context.root, row));
  } catch (error) {
    context.rows.change(row.id, { state: "ready", snapshot: undefined });
    throw error;
  }
  await finishRemoval(context, row);
  return snapshot;
}

async function saveSnapshot(context: RemoveContext, row: WorktreeRow): Promise<string> {
  try {
    const message = `Snapshot of ${row.branch} before its worktree was removed`;
    return await context.checkpoints.save(row.path, { ref: `snapshots/${row.id}`, message, forRemoval: true });
  } catch (error) {
    if (error instanceof AppError && (error.code === "disk_full" || error.code === "snapshot_failed")) throw error;
    const detail = error instanceof AppError ? (error.detail ?? error.message) : messageOf(error);
    throw new AppError("snapshot_failed", detail, { cause: error });
  }
}

/** Takes the folder out of everyone's reach in one step, and makes sure that it is the one that was looked at. */
async function moveAway(seen: Witnessed, to: string): Promise<void> {
  await rename(seen.path, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EBUSY" || error.code === "EPERM" || error.code === "EACCES")
      throw new AppError("worktree_busy", error.message, { cause: error });
    throw error;
  });
  if ((await folderIdentity(to)) === seen.folder) return;
  await rename(to, seen.path);
  throw new AppError("worktree_mismatch", `${seen.path}: it was swapped for another folder`);
}

/** What is left once the folder was moved away. Running it again after a crash does the rest. */
async function finishRemoval(context: RemoveContext, row: WorktreeRow): Promise<void> {
  await removeFolder(doomed(context.root, row));
  // Not `git worktree remove`, which takes a path, nor `prune`, which takes everyone's.
  await removeGitDir(context, row, row.gitDir);
  context.checkpoints.forget(row.path);
  await context.shadows.forget(row.path);
  context.rows.change(row.id, { state: "removed", removedAt: context.now() });
}

async function removeGitDir(context: RemoveContext, row: WorktreeRow, gitDir: string | undefined): Promise<void> {
  if (gitDir === undefined || !(await isMarked(gitDir, row))) return;
  await context.inTurn(row.projectPath, () => removeFolder(gitDir));
}

/** Finishes a removal that a killed host began, or takes it back where nothing was removed yet. */
export async function recoverRemoval(context: RemoveContext, row: WorktreeRow): Promise<void> {
  const untouched = await witness(row, context.root).then(
    () => true,
    () => false,
  );
  if (untouched) return context.rows.change(row.id, { state: "ready", snapshot: undefined });
  const moved = (await folderIdentity(doomed(context.root, row))) !== undefined;
  const gone = (await folderIdentity(row.path)) === undefined;
  if (row.snapshot === undefined || (!moved && !gone)) return context.rows.change(row.id, { state: "failed" });
  await finishRemoval(context, row);
}

/** Deletes a folder of ours; links in it are removed, never followed. Folders that are read-only are opened first. */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EACCES" && error.code !== "EPERM") throw error;
    await makeWritable(path);
    await rm(path, { recursive: true, force: true });
  });
}

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
}

/** Takes back a worktree that could not be made: nobody has worked in it. What is not surely ours stays. */
export async function discardUnfinished(context: RemoveContext, row: WorktreeRow): Promise<boolean> {
  const seen = await witness(row, context.root).catch(() => undefined);
  if (seen === undefined) return false;
  await moveAway(seen, doomed(context.root, row));
  await removeFolder(doomed(context.root, row));
  await removeGitDir(context, row, seen.gitDir);
  context.checkpoints.forget(row.path);
  await context.shadows.forget(row.path);
  return true;
}
