import { AppError } from "../errors/index.ts";
import {
  gitDirs,
  gitText,
  isAncestor,
  readTree,
  refusal,
  requireFreeIndex,
  requireNoOwnFilter,
  treeChanges,
  type TreeFile,
  type Trees,
  updateRef,
  withIndex,
} from "../git/index.ts";
import { dropKept, keepFiles, readKept } from "./keptFiles.ts";
import { isForeign, putKeptBack } from "./putBack.ts";

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
 * can be put back, and once it has moved everything is done. What somebody else writes there meanwhile stays. While the
 * folder of copies is there after a failure, the old state is not back. Rejects with `base_dirty`, `base_moved`,
 * `worktree_busy`, `disk_full`.
 */
export async function moveBranch(move: BranchMove, step: Step): Promise<void> {
  const { root, branch, checkout, reason, from, to, folder } = move;
  const moveRef = () => updateRef(root, { ref: `refs/heads/${branch}`, to, from, reason });
  if (checkout === undefined) return moveRef();
  const { gitDir } = await gitDirs(checkout);
  try {
    await withIndex(gitDir, async (held) => {
      const at = { cwd: checkout, env: { ...held } };
      await requireNoOwnFilter(checkout, { from, to }, `${held.GIT_INDEX_FILE}-attributes`);
      // What came into the way since the check is refused here, before a file is written.
      await readTree(["--dry-run", "-m", "-u", from, to], at);
      const changes = await treeChanges(checkout, { from, to });
      const old = changes.flatMap(({ path, old: file }) => (isFile(file) ? [path] : []));
      const added = changes.flatMap(({ path, old: file, now }) => (file === undefined && isFile(now) ? [path] : []));
      await keepFiles(folder, { root: checkout, gitDir, old, added });
      await step("kept");
      await readTree(["-m", "-u", from, to], at);
    });
    await step("files");
    await moveRef();
  } catch (error) {
    const refused = error instanceof AppError && refusal.test(error.detail ?? "");
    const left = await putBack(move);
    if (left.length > 0) {
      const words = [`In ${checkout} somebody else changed these meanwhile, and they were left so:`, ...left];
      throw new AppError("base_dirty", words.join("\n"), { cause: error });
    }
    throw refused ? new AppError("base_dirty", error.detail, { cause: error }) : error;
  }
}

/** A submodule's folder stays as it is. */
const isFile = (file: TreeFile | undefined): boolean => file !== undefined && file.mode !== "160000";

/** Answers with what somebody else wrote. */
async function putBack({ folder, ...trees }: BranchMove): Promise<readonly string[]> {
  const manifest = await readKept(folder);
  const left = manifest === undefined ? [] : await putKeptBack(folder, manifest, trees);
  await dropKept(folder);
  return left;
}

/**
 * Ends a move that was cut short. "moved": the branch has it; "back": everything is as before it; "foreign": somebody else
 * worked in those files since, so they were left alone and the copies stay in the folder. Rejects with `worktree_busy`.
 */
export async function recoverMove(move: BranchMove): Promise<"moved" | "back" | "foreign"> {
  const { root, branch, checkout, from, to, folder } = move;
  const now = await gitText(["rev-parse", "-q", "--verify", `refs/heads/${branch}`], {
    cwd: root,
    okCodes: [0, 1, 128],
  });
  const has = now === to || (now !== from && now !== "" && (await cameTo(root, { from, to }, now)));
  const manifest = await readKept(folder);
  // A lock that the dead host held goes, whatever else there is to do.
  const { gitDir } = manifest ?? (await gitDirs(checkout ?? root));
  await requireFreeIndex(gitDir).catch((error: unknown) => {
    if (manifest !== undefined && !has) throw error;
  });
  if (has || checkout === undefined || manifest === undefined) {
    await dropKept(folder);
    return has ? "moved" : "back";
  }
  if (now !== from || (await isForeign(folder, manifest, { from, to }))) return "foreign";
  await putBack(move);
  return "back";
}

/** Whether a branch that went on since had come to where the move led. */
async function cameTo(root: string, { from, to }: Trees, now: string): Promise<boolean> {
  if (!(await isAncestor(root, to, now))) return false;
  const back = await isAncestor(root, to, from);
  return !back || !(await isAncestor(root, from, now));
}
