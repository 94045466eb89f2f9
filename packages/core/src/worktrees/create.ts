import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ThreadWorktree } from "@flightdeck/contract";
import { AppError, diskError, messageOf } from "../errors/index.ts";
import { deleteRef, listCheckouts, resolveCommit, readTree, refreshIndex } from "../git/index.ts";
import { copyIncluded, copyLocalChanges } from "./localFiles.ts";
import { checkOut, makeEmptyWorktree } from "./make.ts";
import { discardUnfinished, type RemoveContext } from "./remove.ts";
import { readCheckpoint } from "./rewind.ts";
import { threadWorktree, type WorktreeRow } from "./rows.ts";
import { findSetup, runSetup } from "./setup.ts";
import type { CreateOptions, SpawnSandboxed, WorktreesDeps } from "./types.ts";

export interface CreateContext extends RemoveContext {
  readonly spawn: SpawnSandboxed;
  readonly home: string;
  readonly trusted: WorktreesDeps["trusted"];
}

/** Makes a planned worktree. What fails before an agent could have worked in it is taken back. */
export async function createWorktree(
  context: CreateContext,
  row: WorktreeRow,
  options: CreateOptions,
): Promise<ThreadWorktree> {
  const say = (message: string): void => options.onProgress(threadWorktree(row, "creating", message));
  let made = row;
  let left: readonly string[] = [];
  try {
    say("Making the worktree");
    const commit = await startOf(row);
    if (commit === undefined) throw new AppError("checkpoint_missing", row.checkpoint);
    const gitDir = await makeEmptyWorktree(context, row, { kind: "new branch", branch: row.branch, commit });
    made = { ...row, gitDir };
    if (row.checkpoint === undefined) await checkOut(row.path, say, options.signal);
    else await writeCheckpoint(context, row.path, row.checkpoint);
    if (options.copyLocalChanges) {
      say("Copying local changes");
      left = (await copyLocalChanges(made, context.shadows, options.signal)).left;
    }
    await copyIncluded(made, options.signal);
  } catch (error) {
    await takeBack(context, made);
    context.rows.change(row.id, { state: "failed" });
    return threadWorktree(row, "failed", options.signal?.aborted ? "Stopped" : reasonOf(error));
  }
  const notes = left.length === 0 ? [] : [`These local changes did not come along: ${left.join(", ")}`];
  const note = await setUp(context, made, options);
  if (note !== undefined) notes.push(note);
  context.rows.change(row.id, { state: "ready" });
  return threadWorktree(made, "ready", notes.length === 0 ? undefined : notes.join("\n"));
}

const reasonOf = (error: unknown): string =>
  error instanceof AppError ? [error.message, error.detail].filter(Boolean).join(": ") : messageOf(error);

const waitingWords = (place: number): string =>
  place === 1 ? "Waiting for the machine" : `Waiting for the machine (${place - 1} before it)`;

/** The worktree is usable whatever its setup does; what there is to say of it is told. */
async function setUp(context: CreateContext, row: WorktreeRow, options: CreateOptions): Promise<string | undefined> {
  try {
    const argv = await findSetup(row.path);
    if (argv === undefined) return undefined;
    if (!context.trusted(row.projectId))
      return "The repository's setup script did not run, because the project is not trusted. Trust it in the project's menu and new worktrees are set up; in this one, ask the agent to run the script.";
    options.onProgress(threadWorktree(row, "setting_up", "Running the setup script"));
    options.onSetupStarted?.(argv.join(" "));
    const { spawn, home } = context;
    const onPlace = (place: number | undefined): void => {
      if (options.signal?.aborted) return;
      const message =
        place === undefined ? "Running the setup script" : `${waitingWords(place)} to run the setup script`;
      options.onProgress(threadWorktree(row, "setting_up", message));
    };
    const setup = { spawn, home, onPlace, onOutput: options.onSetupOutput, signal: options.signal };
    const failure = await runSetup(setup, row, argv);
    options.onSetupEnded?.(failure);
    return failure && `The setup script failed: ${failure}`;
  } catch (error) {
    const failure = options.signal?.aborted ? "stopped" : reasonOf(error);
    options.onSetupEnded?.(failure);
    return `The setup script failed: ${failure}`;
  }
}

/** A file in the git dir of a worktree which a move made: its setup script did not run yet. */
const setupMark = (row: WorktreeRow): string | undefined => row.gitDir && join(row.gitDir, "flightdeck-setup");

export const awaitsSetup = (row: WorktreeRow): boolean => {
  const mark = setupMark(row);
  return mark !== undefined && existsSync(mark);
};

/** Brings the local files to a worktree that a move made, and notes that it has to be set up. */
export async function equip(row: WorktreeRow): Promise<void> {
  await copyIncluded(row);
  const mark = setupMark(row);
  if (mark !== undefined) await writeFile(mark, "").catch((error: unknown) => Promise.reject(diskError(error)));
}

/** Runs the setup script of a worktree that a move made, once. */
export async function setUpMoved(
  context: CreateContext,
  row: WorktreeRow,
  options: CreateOptions,
): Promise<ThreadWorktree> {
  const mark = setupMark(row);
  if (mark === undefined || !awaitsSetup(row)) return threadWorktree(row, "ready");
  const note = await setUp(context, row, options);
  await rm(mark, { force: true });
  return threadWorktree(row, "ready", note);
}

/** Removes what was made so far, and the branch if it is still where it was put. */
export async function takeBack(context: RemoveContext, row: WorktreeRow): Promise<void> {
  const ours = await discardUnfinished(context, row);
  if (!ours) return;
  await dropBranch(row);
}

/** While nothing is on it, the branch of a worktree that was not made may go. */
export async function dropBranch(row: WorktreeRow): Promise<void> {
  const { projectPath, branch } = row;
  const ref = `refs/heads/${branch}`;
  const start = await startOf(row);
  if (start !== undefined && (await resolveCommit(projectPath, ref)) === start)
    await deleteRef(projectPath, ref, start);
}

/** The branch of a removed worktree goes while nothing was committed to it and nobody else has it checked out. */
export async function dropEmptyBranch(row: WorktreeRow): Promise<void> {
  const checkouts = await listCheckouts(row.projectPath);
  if (checkouts.every(({ branch }) => branch !== row.branch)) await dropBranch(row);
}

/** The commit that the branch begins at: the base's, or the one that HEAD was at when the checkpoint was made. */
async function startOf({ projectPath, checkpoint, baseCommit }: WorktreeRow): Promise<string | undefined> {
  return checkpoint === undefined ? baseCommit : (await readCheckpoint(projectPath, checkpoint))?.head;
}

/** Fills a new worktree with the files of a checkpoint; what differs from HEAD is not staged. */
async function writeCheckpoint({ shadows }: RemoveContext, path: string, checkpoint: string): Promise<void> {
  await shadows.writeRaw(path, `${checkpoint}^{tree}`);
  await readTree(["HEAD"], { cwd: path });
  await refreshIndex({ cwd: path });
}
