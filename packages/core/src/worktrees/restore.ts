import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ThreadWorktree } from "@flightdeck/contract";
import { AppError, messageOf } from "../errors/index.ts";
import { gitRecords, gitText, listCheckouts, readBlob, resolveCommit, refreshIndex } from "../git/index.ts";
import { copyIncluded } from "./localFiles.ts";
import { makeEmptyWorktree, type Start } from "./make.ts";
import { discardUnfinished, type RemoveContext } from "./remove.ts";
import { threadWorktree, type WorktreeRow } from "./rows.ts";

interface Saved {
  readonly commit: string;
  readonly head: string;
  readonly state: string;
  /** The branch that HEAD was on. */
  readonly branch?: string;
}

/** Brings a removed worktree back: files, index, HEAD and what was half-way in its git dir. */
export async function restoreWorktree(context: RemoveContext, row: WorktreeRow): Promise<ThreadWorktree> {
  const saved = await readSnapshot(row);
  if (existsSync(row.path)) throw new AppError("restore_failed", `Something is at ${row.path}`);
  const { start, branch, message } = await chooseStart(row, saved);
  context.rows.change(row.id, { state: "creating", gitDir: undefined });
  let made = row;
  try {
    const gitDir = await makeEmptyWorktree(context, row, start);
    made = { ...row, gitDir };
    await context.shadows.writeRaw(row.path, `${saved.commit}^{tree}`);
    await restoreModes(row.path, saved.state);
    await restoreGitDir(row.path, gitDir, saved.state);
    await refreshIndex({ cwd: row.path });
    await copyIncluded(row);
  } catch (error) {
    await discardUnfinished(context, made);
    context.rows.change(row.id, { state: "removed", gitDir: undefined });
    if (error instanceof AppError && error.code === "disk_full") throw error;
    const detail = error instanceof AppError ? (error.detail ?? error.message) : messageOf(error);
    throw new AppError("restore_failed", detail, { cause: error });
  }
  context.rows.change(row.id, { state: "ready", branch, snapshot: undefined, removedAt: undefined });
  return threadWorktree({ ...made, branch }, "ready", message);
}

async function readSnapshot(row: WorktreeRow): Promise<Saved> {
  const cwd = row.projectPath;
  const commit = row.snapshot === undefined ? undefined : await resolveCommit(cwd, row.snapshot);
  if (commit === undefined) throw new AppError("restore_failed", "Its snapshot is gone");
  const [head, state] = (await gitText(["rev-parse", `${commit}^@`], { cwd })).split("\n");
  if (head === undefined || state === undefined) throw new AppError("restore_failed", "Its snapshot is not complete");
  const branch = (await readBlob(cwd, `${state}:gitdir/HEAD`))
    .toString("utf8")
    .match(/^ref: refs\/heads\/(.*)\n$/)?.[1];
  return { commit, head, state, branch };
}

interface Choice {
  readonly start: Start;
  readonly branch: string;
  readonly message?: string;
}

/** HEAD comes back at its commit. Its branch may have been deleted, moved on or checked out elsewhere meanwhile. */
async function chooseStart(row: WorktreeRow, { head, branch }: Saved): Promise<Choice> {
  if (branch === undefined) return { start: { kind: "detached", commit: head }, branch: row.branch };
  const cwd = row.projectPath;
  const current = await resolveCommit(cwd, `refs/heads/${branch}`);
  if (current === undefined) return { start: { kind: "new branch", branch, commit: head }, branch };
  if (current === head) {
    const other = (await listCheckouts(cwd)).find((checkout) => checkout.branch === branch);
    if (other !== undefined) throw new AppError("branch_in_use", `${branch} is checked out at ${other.path}`);
    return { start: { kind: "branch", branch }, branch };
  }
  for (let n = 2; ; n += 1) {
    const name = `${branch}-${n}`;
    if ((await resolveCommit(cwd, `refs/heads/${name}`)) !== undefined) continue;
    const message = `${branch} has moved since, so the worktree came back on ${name}`;
    return { start: { kind: "new branch", branch: name, commit: head }, branch: name, message };
  }
}

/** Gives files the permissions that a saved state noted of them. */
export async function restoreModes(root: string, state: string): Promise<void> {
  const notes = await readBlob(root, `${state}:notes/modes`);
  for (const record of notes.toString("utf8").split("\0").filter(Boolean)) {
    const space = record.indexOf(" ");
    await chmod(join(root, record.slice(space + 1)), Number.parseInt(record.slice(0, space), 8));
  }
}

/** Files that git has just made itself. */
const gitsOwn = new Set(["HEAD"]);

async function restoreGitDir(root: string, gitDir: string, state: string): Promise<void> {
  const names = await gitRecords(["ls-tree", "-r", "-z", "--name-only", `${state}:gitdir`], { cwd: root });
  for (const name of names.filter((file) => !gitsOwn.has(file))) {
    const target = join(gitDir, name);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await readBlob(root, `${state}:gitdir/${name}`));
  }
}
