import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { lstat, readlink, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "../errors/index.ts";
import { gitRecords, gitText, readHead, runGit, type Shadows } from "../git/index.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { restoreModes } from "./restore.ts";
import { readCheckpoint, restoreIndex } from "./rewind.ts";

/** Where HEAD stands: on a branch, or at a commit. */
export interface HeadPlace {
  readonly branch?: string;
  readonly commit: string;
}

export interface PutRequest {
  readonly root: string;
  /** A saved state: its files, its index, and the permissions of its files. */
  readonly state: string;
  /** Files in the place of those of the state. */
  readonly tree?: string;
  readonly head: HeadPlace;
  /** Trees whose files may have been put there meanwhile, for which ignore rules are no cover. */
  readonly strangers: readonly string[];
  /** What is there until then is saved under this name first. */
  readonly ref: string;
  /** Called between the steps: where tests break off. */
  readonly step?: (name: string) => void | Promise<void>;
}

interface Context {
  readonly shadows: Shadows;
  readonly checkpoints: Checkpoints;
}

/** How often a checkout is looked at again, since ignore rules come and go with its files. */
const LOOKS = 3;

/**
 * Makes a checkout what a saved state says, HEAD, index and every file that is not ignored. What it was is saved first;
 * cut short, it can be done again.
 */
export async function putState({ shadows, checkpoints }: Context, request: PutRequest): Promise<void> {
  const { root, ref, head, strangers, step } = request;
  const saved = await readCheckpoint(root, request.state);
  if (saved === undefined) throw new AppError("checkpoint_missing", request.state);
  const place = await shadows.place(root);
  await waitForGit(join(place.gitDir, "index.lock"));
  const tree = request.tree ?? saved.tree;
  for (let look = 1; ; look += 1) {
    await checkpoints.save(root, { ref: `${ref}-${look}`, message: "Before a move", forRemoval: false });
    await shadows.resetRaw(root, tree);
    if ((await shadows.rawTree(root)).tree === tree) break;
    if (look === LOOKS) throw new AppError("git_failed", `The files of ${root} could not be put back as they were`);
  }
  for (const stranger of strangers) await removeStrangers(root, stranger, tree);
  await step?.("files");
  await restoreModes(root, saved.state);
  await putHead(root, head);
  await step?.("head");
  await restoreIndex(place, { ...saved, head: head.commit });
  checkpoints.forget(root);
}

/** Moves HEAD alone; files and index stay. */
export async function putHead(root: string, { branch, commit }: HeadPlace): Promise<void> {
  const reason = ["-m", "flightdeck: move the thread"];
  if (branch === undefined) await runGit(["update-ref", ...reason, "--no-deref", "HEAD", commit], { cwd: root });
  else await runGit(["symbolic-ref", ...reason, "HEAD", `refs/heads/${branch}`], { cwd: root });
}

/** Removes files of a tree that another one lacks, as long as they are what that tree says. */
export async function removeStrangers(root: string, stranger: string, tree: string): Promise<void> {
  const args = ["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--diff-filter=D", stranger, tree];
  const fields = await gitRecords(args, { cwd: root });
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const object = fields[at]?.split(" ")[2];
    const path = fields[at + 1] ?? "";
    if ((await objectAt(root, path)) !== object) continue;
    await rm(join(root, path));
    for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
      const emptied = await rmdir(join(root, folder)).then(
        () => true,
        () => false,
      );
      if (!emptied) break;
    }
  }
}

async function objectAt(root: string, path: string): Promise<string | undefined> {
  const file = join(root, path);
  const found = await lstat(file).catch(() => undefined);
  if (found?.isSymbolicLink())
    return gitText(["hash-object", "--stdin", "--no-filters"], { cwd: root, input: await readlink(file) });
  return found?.isFile() ? gitText(["hash-object", "--no-filters", "--", path], { cwd: root }) : undefined;
}

/** Stands for all of a checkout that a move carries. */
export async function fingerprintOf({ shadows }: Context, root: string): Promise<string> {
  const [{ tree }, head, staged] = await Promise.all([
    shadows.rawTree(root),
    readHead(root),
    runGit(["ls-files", "--stage", "-z"], { cwd: root }),
  ]);
  const index = createHash("sha1").update(staged.stdout).digest("hex");
  return [tree, index, head.branch ?? "", head.commit ?? ""].join(" ");
}

/** Milliseconds that a git which outlived its host gets to finish. */
const ORPHAN = 3_000;
const LOOK = 50;

/** A git of a killed host may still write. A lock that stays was left by one that was killed with it. */
async function waitForGit(lock: string): Promise<void> {
  for (let waited = 0; existsSync(lock); waited += LOOK) {
    if (waited >= ORPHAN) return rm(lock, { force: true });
    await pause(LOOK);
  }
}
