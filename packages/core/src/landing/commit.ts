import { existsSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../errors/index.ts";
import {
  commitTree,
  gitDirs,
  gitText,
  personIdentity,
  readHead,
  requireObjects,
  runGit,
  updateRef,
} from "../git/index.ts";
import { hasCommitHooks } from "./hooks.ts";
import { commitWithHooks } from "./hookedCommit.ts";
import type { LandingDeps, LandingPlace } from "./types.ts";

/** Commits everything that is not ignored. */
export async function commitWork(
  deps: LandingDeps,
  place: LandingPlace,
  message: string,
): Promise<{ readonly commit: string }> {
  const root = place.worktreePath;
  const [dirs, env, { branch, commit: head }, tree] = await Promise.all([
    gitDirs(root),
    personIdentity(root),
    readHead(root),
    storedTree(deps, root),
  ]);
  const merging = existsSync(join(dirs.gitDir, "MERGE_HEAD"));
  if (!merging && head !== undefined) {
    const before = await gitText(["rev-parse", `${head}^{tree}`], { cwd: root });
    if (before === tree) throw new AppError("nothing_to_commit");
  }
  const [hooks, filters] = await Promise.all([hasCommitHooks(root, dirs.commonDir), deps.shadows.hasFilters(root)]);
  if (hooks || filters) return commitWithHooks(deps, { root, ...dirs, env, head, branch, message });
  const merged = merging ? (await gitText(["rev-parse", "MERGE_HEAD"], { cwd: root })).split("\n") : [];
  const parents = head === undefined ? [] : [head, ...merged];
  const commit = await commitTree(root, { tree, parents, message, env });
  const reason = `commit: ${message.split("\n", 1)[0]}`;
  await updateRef(root, { ref: "HEAD", to: commit, from: head ?? "missing", reason });
  // The files are what was committed; the index is told so, and what it knows of them kept.
  await runGit(["read-tree", "--reset", commit], { cwd: root });
  await runGit(["update-index", "-q", "--refresh"], { cwd: root, okCodes: [0, 1] });
  if (merging) await runGit(["merge", "--quit"], { cwd: root });
  return { commit };
}

/** The tree to commit, with everything that it names surely in the repository. */
function storedTree({ shadows }: LandingDeps, root: string): Promise<string> {
  return shadows.afresh(root, async () => {
    const { tree } = await shadows.storedTree(root);
    await requireObjects(root, [tree]);
    return tree;
  });
}
