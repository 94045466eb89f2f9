import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "../errors/index.ts";
import { changedFiles, gitDirs, gitText, runGit, type Trees, updateRef } from "../git/index.ts";
import { dropKept, keepFiles, putKeptBack, readKept } from "./keptFiles.ts";
import { isForeign } from "./foreign.ts";

/** A branch that goes from one commit to another, and the checkout that goes with it, if it is checked out. */
export interface BranchMove extends Trees {
  readonly root: string;
  readonly branch: string;
  readonly checkout?: string;
  readonly reason: string;
  /** Where copies of what is written over are kept until the move is whole. */
  readonly folder: string;
}

/** Called at the boundary of each step, so that tests can break off there. */
export type Step = (name: string) => void | Promise<void>;

/**
 * Moves a branch, with its checkout's files and index, all or nothing. Files go first: until the ref moves the old state
 * can be put back, and once it has moved everything is done. Rejects with `base_dirty`, `base_moved`, `disk_full`.
 */
export async function moveBranch(move: BranchMove, step: Step): Promise<void> {
  const { root, branch, checkout, reason, from, to, folder } = move;
  const moveRef = () => updateRef(root, { ref: `refs/heads/${branch}`, to, from, reason });
  if (checkout === undefined) return moveRef();
  // What came into the way since the check is refused here, before a file is written.
  await readTree(checkout, from, to, "--dry-run").catch((error: unknown) => {
    const detail = error instanceof AppError ? error.detail : undefined;
    if (detail === undefined || !/would be overwritten|not uptodate|would lose/.test(detail)) throw error;
    throw new AppError("base_dirty", detail, { cause: error });
  });
  const changes = await changedFiles(checkout, { from, to });
  const old = changes.flatMap(({ kind, path, oldPath }) => (kind === "added" ? [] : [oldPath ?? path]));
  const added = changes.flatMap(({ kind, path }) => (kind === "added" || kind === "renamed" ? [path] : []));
  const { gitDir } = await gitDirs(checkout);
  await keepFiles(folder, { root: checkout, gitDir, old, added });
  try {
    await step("kept");
    await readTree(checkout, from, to);
    await step("files");
    await moveRef();
  } catch (error) {
    await putBack(folder);
    throw error;
  }
}

const readTree = (root: string, from: string, to: string, ...flags: readonly string[]) =>
  runGit(["read-tree", ...flags, "-m", "-u", from, to], { cwd: root });

async function putBack(folder: string): Promise<void> {
  const manifest = await readKept(folder);
  if (manifest === undefined) return;
  await putKeptBack(folder, manifest);
  await runGit(["update-index", "-q", "--refresh"], { cwd: manifest.root, okCodes: [0, 1] });
  await dropKept(folder);
}

/**
 * At host start: ends a move that was cut short. "moved": the branch has it; "back": everything is as before it;
 * "foreign": somebody else worked in those files since, so they were left alone and the copies stay in the folder.
 */
export async function recoverMove(move: BranchMove): Promise<"moved" | "back" | "foreign"> {
  const { root, branch, checkout, from, to, folder } = move;
  const now = await gitText(["rev-parse", "-q", "--verify", `refs/heads/${branch}`], {
    cwd: root,
    okCodes: [0, 1, 128],
  });
  const has = now === to || (now !== from && now !== "" && (await cameTo(root, { from, to }, now)));
  const manifest = await readKept(folder);
  if (has || checkout === undefined || manifest === undefined) {
    await dropKept(folder);
    return has ? "moved" : "back";
  }
  await waitForGit(join(manifest.gitDir, "index.lock"));
  if (now !== from || (await isForeign(folder, manifest, { from, to }))) return "foreign";
  await putBack(folder);
  return "back";
}

/** Whether a branch that went on since had come to where the move led. */
async function cameTo(root: string, { from, to }: Trees, now: string): Promise<boolean> {
  if (!(await isAncestor(root, to, now))) return false;
  const back = await isAncestor(root, to, from);
  return !back || !(await isAncestor(root, from, now));
}

async function isAncestor(cwd: string, old: string, young: string): Promise<boolean> {
  return (await runGit(["merge-base", "--is-ancestor", old, young], { cwd, okCodes: [0, 1, 128] })).code === 0;
}

/** Milliseconds that a git which outlived its host gets to finish. */
const ORPHAN = 3_000;
const LOOK = 50;

/** A git of the killed host may still write. A lock that stays was left by one that was killed with it. */
async function waitForGit(lock: string): Promise<void> {
  for (let waited = 0; existsSync(lock); waited += LOOK) {
    if (waited >= ORPHAN) return rm(lock, { force: true });
    await pause(LOOK);
  }
}
