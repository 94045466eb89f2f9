import { existsSync } from "node:fs";
import { join } from "node:path";
import { changedPaths, gitRecords, mergeTreesFrom, readHead, runGit, splitRecords, readTree } from "../git/index.ts";
import type { Shadows } from "../git/index.ts";
import { copyEntry, isPresent } from "./copying.ts";
import type { WorktreeRow } from "./rows.ts";

/**
 * Copies the ignored files that the source's `.worktreeinclude` names (as a .gitignore would) and that the worktree
 * does not have. Links are skipped; the source is only read. Answers with what was copied.
 */
export async function copyIncluded(row: WorktreeRow, signal?: AbortSignal): Promise<readonly string[]> {
  const patterns = join(row.projectPath, ".worktreeinclude");
  if (!existsSync(patterns)) return [];
  const at = { cwd: row.projectPath, signal };
  const named = await gitRecords(["ls-files", "-z", "--others", "--ignored", `--exclude-from=${patterns}`], at);
  if (named.length === 0) return [];
  // This command alone knows no literal paths; "./" keeps a leading colon from meaning something.
  const input = named.map((path) => `./${path}\0`).join("");
  const env = { GIT_LITERAL_PATHSPECS: "0" };
  const { stdout } = await runGit(["check-ignore", "-z", "--stdin"], { ...at, env, input, okCodes: [0, 1] });
  const copied: string[] = [];
  for (const path of splitRecords(stdout.toString("utf8")).map((name) => name.slice("./".length))) {
    signal?.throwIfAborted();
    const done = await copyEntry({ from: row.projectPath, to: row.path, path, how: "add" });
    if (done) copied.push(path);
  }
  return copied;
}

export interface CopiedChanges {
  /** Paths that could not come along, with why. */
  readonly left: readonly string[];
}

/**
 * Copies the source checkout's uncommitted changes, none of them staged. From the commit that the worktree starts at
 * they are copied file by file; from another one they are merged, all or nothing.
 */
export async function copyLocalChanges(
  row: WorktreeRow,
  shadows: Shadows,
  signal?: AbortSignal,
): Promise<CopiedChanges> {
  const { commit: head } = await readHead(row.projectPath);
  if (head !== undefined && head !== row.baseCommit) return mergeLocalChanges(row, shadows, head, signal);
  const changes = await changedPaths(row.projectPath, { untracked: "all", signal });
  const paths = changes.map(({ path }) => path);
  const left: string[] = [];
  // Deletions first: a file may have made room for a folder of its name.
  const present = await Promise.all(paths.map((path) => isPresent(row.projectPath, path)));
  const ordered = [...paths.filter((_, i) => !present[i]), ...paths.filter((_, i) => present[i])];
  for (const path of ordered) {
    signal?.throwIfAborted();
    const done = !path.endsWith("/") && (await copyEntry({ from: row.projectPath, to: row.path, path, how: "mirror" }));
    if (!done) left.push(path);
  }
  return { left };
}

/** A merge whose base is the source's HEAD. */
async function mergeLocalChanges(
  row: WorktreeRow,
  shadows: Shadows,
  head: string,
  signal?: AbortSignal,
): Promise<CopiedChanges> {
  const { tree } = await shadows.storedTree(row.projectPath, signal);
  const at = { cwd: row.path, signal };
  const sides = { base: `${head}^{tree}`, ours: `${row.baseCommit}^{tree}`, theirs: tree };
  const { merged, conflicts } = await mergeTreesFrom(row.path, sides, signal);
  if (conflicts.length > 0) return { left: conflicts };
  await readTree(["-m", "-u", "HEAD", merged], at);
  await readTree(["-m", "HEAD"], at);
  return { left: [] };
}
