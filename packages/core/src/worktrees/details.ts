import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { WorktreeDetails } from "@flightdeck/contract";
import { changedPaths, gitText, mergeTrees, resolveCommit } from "../git/index.ts";
import { processesIn } from "./busy.ts";
import { lockReason, witness } from "./identity.ts";
import type { WorktreeRow } from "./rows.ts";

/** How a worktree stands, for someone who wonders whether it may go. */
export async function readDetails(row: WorktreeRow, root: string, signal?: AbortSignal): Promise<WorktreeDetails> {
  const { path, gitDir } = await witness(row, root);
  const [changes, merged, unpushed, lock, processes, lastUsed] = await Promise.all([
    changedPaths(path, { untracked: "all", signal }),
    isMerged(path, row.base, signal),
    countUnpushed(path, row, signal),
    lockReason(gitDir),
    processesIn(path),
    newest(["index", "HEAD", "logs/HEAD"].map((name) => join(gitDir, name))),
  ]);
  return {
    id: row.id,
    changed: new Set(changes.map((change) => change.path)).size,
    unpushed,
    ...(merged === undefined ? {} : { merged }),
    locked: lock !== undefined,
    processes: processes.length,
    lastUsed,
  };
}

/** Whether the base has all of the work, in its history or, squashed, in its files. */
async function isMerged(cwd: string, base: string | undefined, signal?: AbortSignal): Promise<boolean | undefined> {
  const commit = base === undefined ? undefined : await resolveCommit(cwd, `refs/heads/${base}`);
  if (commit === undefined) return undefined;
  const own = await gitText(["rev-list", "--count", "HEAD", "--not", commit], { cwd, signal });
  if (own === "0") return true;
  const [{ merged, conflicts }, tree] = await Promise.all([
    mergeTrees(cwd, commit, "HEAD", signal),
    gitText(["rev-parse", `${commit}^{tree}`], { cwd, signal }),
  ]);
  return conflicts.length === 0 && merged === tree;
}

/** Commits that neither the base nor any remote has. */
async function countUnpushed(cwd: string, { base, baseCommit }: WorktreeRow, signal?: AbortSignal): Promise<number> {
  const known = base === undefined ? baseCommit : `refs/heads/${base}`;
  const args = ["rev-list", "--count", "HEAD", "--not", "--remotes", "--ignore-missing", known, baseCommit];
  return Number(await gitText(args, { cwd, signal }));
}

async function newest(files: readonly string[]): Promise<number> {
  const times = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.round(Math.max(...times));
}
