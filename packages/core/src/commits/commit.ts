import { existsSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../errors/index.ts";
import {
  commitTree,
  conflictedFiles,
  gitDirs,
  gitText,
  personIdentity,
  type Place,
  readHead,
  readTree,
  refreshIndex,
  requireObjects,
  rewriteIndex,
  runGit,
  stagedTree,
  updateRef,
} from "../git/index.ts";
import { type Amended, requireAmendable } from "./amend.ts";
import { hasHooks, ofCommits } from "./hooks.ts";
import { commitWithHooks } from "./hookedCommit.ts";
import { signerFor } from "./sign.ts";
import type { CommitPlace, CommitRequest, CommitsDeps } from "./types.ts";

/** Makes a commit, as `Commits.commit` says. */
export async function commitWork(
  deps: CommitsDeps,
  place: CommitPlace,
  request: CommitRequest,
  signal?: AbortSignal,
): Promise<{ readonly commit: string }> {
  signal?.throwIfAborted();
  const { root } = place;
  const { message, what } = request;
  const [dirs, person, { branch, commit: head }] = await Promise.all([
    gitDirs(root),
    personIdentity(root),
    readHead(root),
  ]);
  const merging = existsSync(join(dirs.gitDir, "MERGE_HEAD"));
  const conflicted = await conflictedFiles(root);
  if (conflicted.length > 0) throw new AppError("merge_conflict", conflicted.join("\n"));
  const sign = await signerFor(deps, root);
  const amended = request.amend === undefined ? undefined : await requireAmendable(place, request.amend, head);
  if (amended !== undefined && merging) throw new AppError("nothing_to_amend", "A merge is under way: commit it first");
  const tree =
    what === "all"
      ? await storedTree(deps, root)
      : await stagedTree(await deps.shadows.place(root), deps.shadows.scratchIndex(root));
  await requireChange({ root, tree, head, merging, message, amended });
  const env = { ...person, ...amended?.author };
  const [hooks, filters] = await Promise.all([
    request.withoutHooks ? false : hasHooks(root, dirs.commonDir, ofCommits),
    what === "all" && deps.shadows.hasFilters(root),
  ]);
  if (hooks || filters) {
    const hooked = { root, ...dirs, env, head, branch, message, what, amends: amended !== undefined, hooks, signal };
    return commitWithHooks(deps, hooked, sign);
  }
  const merged = merging ? (await gitText(["rev-parse", "MERGE_HEAD"], { cwd: root })).split("\n") : [];
  const parents = amended?.parents ?? (head === undefined ? [] : [head, ...merged]);
  const plain = await commitTree(root, { tree, parents, message, env });
  const commit = sign === undefined ? plain : await sign(plain);
  const reason = `commit${amended === undefined ? "" : " (amend)"}: ${message.split("\n", 1)[0]}`;
  const moveHead = () => updateRef(root, { ref: "HEAD", to: commit, from: head ?? "missing", reason });
  if (what === "all") await moveWithIndex(deps, { root, ...dirs }, commit, moveHead);
  else await moveHead();
  if (merging) await runGit(["merge", "--quit"], { cwd: root });
  return { commit };
}

/** The tree to commit, with everything that it names surely in the repository. */
function storedTree({ shadows }: CommitsDeps, root: string): Promise<string> {
  return shadows.afresh(root, async () => {
    const { tree } = await shadows.storedTree(root);
    await requireObjects(root, [tree]);
    return tree;
  });
}

/** HEAD moves only once the index that belongs to it is ready and nobody else can write it any more. */
function moveWithIndex(deps: CommitsDeps, place: Place, commit: string, moveHead: () => Promise<void>): Promise<void> {
  const { root } = place;
  const scratch = { file: deps.shadows.scratchIndex(root), name: deps.newId() };
  // The files are what was committed; the index is told so, and what it knows of them kept.
  const write = async (env: Readonly<Record<string, string>>): Promise<void> => {
    await readTree(["--reset", commit], { cwd: root, env });
    await refreshIndex({ cwd: root, env });
  };
  return rewriteIndex(place, { scratch, write, along: moveHead });
}

async function requireChange(state: {
  readonly root: string;
  readonly tree: string;
  readonly head: string | undefined;
  readonly merging: boolean;
  readonly message: string;
  readonly amended: Amended | undefined;
}): Promise<void> {
  const { root, tree, head, merging, message, amended } = state;
  if (merging || head === undefined) return;
  const before = await gitText(["rev-parse", `${head}^{tree}`], { cwd: root });
  if (before !== tree) return;
  // Other words alone are a change of the last commit.
  if (amended === undefined || amended.message.trim() === message.trim()) throw new AppError("nothing_to_commit");
}
