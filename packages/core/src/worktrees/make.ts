import { mkdir, realpath, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { diskError } from "../errors/index.ts";
import { gitDirs, type InTurn, runGit, readTree } from "../git/index.ts";
import { mark } from "./identity.ts";
import type { WorktreeRow, WorktreeRows } from "./rows.ts";

export interface MakeContext {
  readonly rows: WorktreeRows;
  readonly inTurn: InTurn;
}

/** Where the new worktree's HEAD stands. */
export type Start =
  | { readonly kind: "new branch"; readonly branch: string; readonly commit: string }
  | { readonly kind: "branch"; readonly branch: string }
  | { readonly kind: "detached"; readonly commit: string };

function startArguments(start: Start): { readonly flags: readonly string[]; readonly commit: string } {
  switch (start.kind) {
    case "new branch":
      return { flags: ["--no-track", "-b", start.branch], commit: start.commit };
    case "branch":
      return { flags: [], commit: start.branch };
    case "detached":
      return { flags: ["--detach"], commit: start.commit };
  }
}

/**
 * Adds a worktree without files and leaves our mark in its git dir. A folder that is there already is never touched:
 * git refuses all but an empty one, and even an empty one is not ours.
 */
export async function makeEmptyWorktree(context: MakeContext, row: WorktreeRow, start: Start): Promise<string> {
  const { flags, commit } = startArguments(start);
  const folder = dirname(row.path);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw diskError(error);
  });
  if ((await realpath(folder)) !== folder) throw new Error(`a link leads to ${folder}`);
  const args = ["worktree", "add", "--quiet", "--no-checkout", ...flags, row.path, commit];
  // Quick, and not to be cut: until our mark is there, nobody could say whose worktree it is.
  await context.inTurn(row.projectPath, () => runGit(args, { cwd: row.projectPath }));
  const { gitDir } = await gitDirs(row.path);
  try {
    await mark(gitDir, row);
    context.rows.change(row.id, { gitDir });
    return gitDir;
  } catch (error) {
    // It was made a moment ago and holds no file, or else the folder stays.
    await rm(join(row.path, ".git"));
    await rmdir(row.path).then(() => rm(gitDir, { recursive: true }));
    throw error;
  }
}

/** Fills a worktree with the files of its HEAD, as a checkout of the person's own would. */
export async function checkOut(path: string, onProgress: (line: string) => void, signal?: AbortSignal): Promise<void> {
  const onStderr = (text: string): void => {
    const percent = /Updating files:\s+\d+% \(\d+\/\d+\)/g;
    const line = text.match(percent)?.at(-1);
    if (line !== undefined) onProgress(line.replace(/\s+/g, " "));
  };
  await readTree(["--reset", "-u", "-v", "HEAD"], { cwd: path, onStderr, signal });
}
