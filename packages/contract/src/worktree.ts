import { z } from "zod";
import { command, output, query } from "./define.ts";
import { ProjectId, ThreadId, type WorktreeId } from "./ids.ts";

/** A worktree that Flightdeck made, as its panel lists it. */
export interface Worktree {
  readonly id: WorktreeId;
  readonly projectId: ProjectId;
  readonly threadId: ThreadId;
  readonly path: string;
  readonly branch: string;
  readonly base?: string;
  readonly state: "creating" | "ready" | "removing" | "removed" | "failed";
  readonly createdAt: number;
  /** The commit that holds its last state, when removed. */
  readonly snapshot?: string;
}

export const worktrees = {
  list: query({
    input: z.object({ projectId: ProjectId.optional() }),
    output: output<readonly Worktree[]>(),
  }),
  /** Saves its state under refs/flightdeck/, then removes the folder. The branch stays. */
  remove: command({
    input: z.object({ threadId: ThreadId }),
    output: output<{ readonly snapshot: string }>(),
    errors: [
      "thread_not_found",
      "worktree_not_found",
      "worktree_missing",
      "worktree_locked",
      "worktree_busy",
      "worktree_mismatch",
      "snapshot_failed",
      "turn_running",
    ],
  }),
  /** Brings a removed worktree back as it was, byte for byte, staged changes and untracked files included. */
  restore: command({
    input: z.object({ threadId: ThreadId }),
    output: output<void>(),
    errors: [
      "thread_not_found",
      "worktree_not_found",
      "worktree_busy",
      "turn_running",
      "restore_failed",
      "branch_in_use",
      "git_failed",
    ],
  }),
};
