import { rename, writeFile } from "node:fs/promises";
import type { CommitsSince } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import {
  gitText,
  operationIn,
  type Place,
  readBlob,
  resolveCommit,
  type Shadows,
  readTree,
  refreshIndex,
  withIndex,
} from "../git/index.ts";
import type { Checkpoints } from "./checkpoints.ts";

/** What a checkpoint holds. */
export interface SavedState {
  /** The files as they were on disk. */
  readonly tree: string;
  /** Where HEAD stood; undefined in a repository without a commit. */
  readonly head?: string;
  /** The commit that holds the index and what was half-way in the git dir. */
  readonly state: string;
}

export async function readCheckpoint(cwd: string, commit: string): Promise<SavedState | undefined> {
  if ((await resolveCommit(cwd, commit)) === undefined) return undefined;
  const [tree, ...parents] = (await gitText(["rev-parse", `${commit}^{tree}`, `${commit}^@`], { cwd })).split("\n");
  const state = parents.at(-1);
  return tree === undefined || state === undefined
    ? undefined
    : { tree, state, head: parents.length > 1 ? parents[0] : undefined };
}

const NEWEST = 5;

/** The commits that came to a checkout's branch since a checkpoint, and those that went. */
export async function commitsSince(cwd: string, checkpoint: string): Promise<CommitsSince> {
  const then = await readCheckpoint(cwd, checkpoint);
  if (then === undefined) throw new AppError("checkpoint_missing", checkpoint);
  const now = await resolveCommit(cwd, "HEAD");
  if (now === then.head) return { added: 0, newest: [], gone: 0 };
  const between = (to: string | undefined, from: string | undefined): readonly string[] =>
    to === undefined ? [] : [to, ...(from === undefined ? [] : ["--not", from])];
  const count = async (range: readonly string[]): Promise<number> =>
    range.length === 0 ? 0 : Number(await gitText(["rev-list", "--count", ...range, "--"], { cwd }));
  const added = between(now, then.head);
  const log = ["log", "-z", `--max-count=${NEWEST}`, "--format=%h %s", ...added, "--"];
  const lines = added.length === 0 ? [] : (await gitText(log, { cwd })).split("\0").filter((line) => line !== "");
  return {
    added: await count(added),
    newest: lines.map((line) => {
      const space = line.indexOf(" ");
      return { id: line.slice(0, space), subject: line.slice(space + 1).trim() };
    }),
    gone: await count(between(then.head, now)),
  };
}

/** What ignore rules covered until they went back shows up in a second look. */
const LOOKS = 3;

/**
 * Puts the files of a checkout back to a checkpoint. Before anything is taken away it is saved under `ref`; killed in
 * the middle, it can be done again. Answers with the commit of the first such save.
 */
export async function rewindCheckout(
  { shadows, checkpoints }: { readonly shadows: Shadows; readonly checkpoints: Checkpoints },
  {
    root,
    to,
    ref,
    duringMerge,
    signal,
  }: {
    readonly root: string;
    readonly to: string;
    readonly ref: string;
    /** A merge that is given up: its files are meant. */
    readonly duringMerge?: boolean | undefined;
    readonly signal?: AbortSignal;
  },
): Promise<string> {
  const target = await readCheckpoint(root, to);
  if (target === undefined) throw new AppError("checkpoint_missing", to);
  const place = await shadows.place(root);
  const going = operationIn(place.gitDir);
  if (going !== undefined && !(duringMerge === true && going === "MERGE_HEAD"))
    throw new AppError("worktree_busy", `A merge or rebase is under way (${going})`);
  const save = (name: string) =>
    checkpoints.save(root, {
      ref: name,
      message: "The files before turns were rolled back",
      forRemoval: false,
      signal,
    });
  const snapshot = await save(ref);
  for (let look = 1; ; look += 1) {
    await shadows.resetRaw(root, target.tree);
    if ((await shadows.rawTree(root, signal)).tree === target.tree) break;
    if (look === LOOKS) throw new AppError("git_failed", "The files could not be put back as they were");
    await save(`${ref}-${look + 1}`);
  }
  await restoreIndex(place, target);
  return snapshot;
}

/** An index belongs to its HEAD: with that at another commit, nothing stays staged. */
export async function restoreIndex({ root, gitDir }: Place, { state, head }: SavedState): Promise<void> {
  const at = { cwd: root };
  const now = await resolveCommit(root, "HEAD");
  const bytes = now === head ? await readBlob(root, `${state}:gitdir/index`).catch(() => undefined) : undefined;
  if (bytes !== undefined)
    await withIndex(gitDir, async ({ GIT_INDEX_FILE: copy }) => {
      await writeFile(`${copy}.back`, bytes);
      await rename(`${copy}.back`, copy);
    });
  else await readTree(now === undefined ? ["--empty"] : ["HEAD"], at);
  const { code } = await refreshIndex({ ...at, okCodes: [0, 1, 128] });
  // Parts of an index may live in a file of their own that is gone by now.
  if (code === 128 && now !== undefined) await readTree(["--reset", "HEAD"], at);
}
