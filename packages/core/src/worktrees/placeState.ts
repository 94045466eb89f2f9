import { createHash } from "node:crypto";
import { lstat, readFile, readlink, rm, rmdir } from "node:fs/promises";
import { AppError } from "../errors/index.ts";
import {
  diskPath,
  gitText,
  isBehindLink,
  type PathBytes,
  readHead,
  requireFreeIndex,
  runGit,
  type Shadows,
  treeChanges,
} from "../git/index.ts";
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
  /** What the files must be until then, as a tree; should they not, nothing is written: `handover_changed`. */
  readonly onto?: string;
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
  const { root, ref, head, onto, strangers, step } = request;
  const saved = await readCheckpoint(root, request.state);
  if (saved === undefined) throw new AppError("checkpoint_missing", request.state);
  const place = await shadows.place(root);
  // Before anything is touched; a lock that a dead host left goes.
  await requireFreeIndex(place.gitDir);
  const tree = request.tree ?? saved.tree;
  for (let look = 1; ; look += 1) {
    const before = await checkpoints.save(root, { ref: `${ref}-${look}`, message: "Before a move", forRemoval: false });
    const from = await gitText(["rev-parse", `${before}^{tree}`], { cwd: root });
    await step?.("saved");
    const meant = look > 1 || onto === undefined || onto === from;
    const moved = meant && (await shadows.moveRaw(root, { from, to: tree }));
    if (!moved && look === 1 && onto !== undefined)
      throw new AppError("handover_changed", `In ${root} something changed meanwhile; try again`);
    let found = (await shadows.rawTree(root)).tree;
    if (!moved && found === from) {
      // Nobody wrote since: what is in the way is only what no look sees.
      await shadows.resetRaw(root, tree);
      found = (await shadows.rawTree(root)).tree;
    }
    if (found === tree) break;
    // What somebody wrote since is saved by the next look.
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
  for (const { path, old, now } of await treeChanges(root, { from: stranger, to: tree })) {
    if (now !== undefined || old === undefined || (await objectAt(root, path)) !== old.object) continue;
    await rm(diskPath(root, path));
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const emptied = await rmdir(diskPath(root, path.slice(0, at))).then(
        () => true,
        () => false,
      );
      if (!emptied) break;
    }
  }
}

/** Of a file of the checkout itself: what lies behind a link is somewhere else. */
async function objectAt(root: string, path: PathBytes): Promise<string | undefined> {
  if (await isBehindLink(root, path)) return undefined;
  const file = diskPath(root, path);
  const found = await lstat(file).catch(() => undefined);
  if (found?.isSymbolicLink() !== true && found?.isFile() !== true) return undefined;
  const input = found.isFile() ? await readFile(file) : await readlink(file, "buffer");
  return gitText(["hash-object", "--stdin", "--no-filters"], { cwd: root, input });
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
