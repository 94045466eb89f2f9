import { z } from "zod";
import { command, output, query } from "./define.ts";
import { ProjectId, ThreadId, WorktreeId } from "./ids.ts";

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
  readonly removedAt?: number;
}

/** How a worktree stands, for someone who wonders whether it may go. */
export interface WorktreeDetails {
  readonly id: WorktreeId;
  /** Files that differ from HEAD, untracked ones included. */
  readonly changed: number;
  /** Commits that neither the base nor any remote has. */
  readonly unpushed: number;
  /** The base has all of its work, squashed or not; undefined without a base. */
  readonly merged?: boolean;
  readonly locked: boolean;
  /** Processes that run in it. */
  readonly processes: number;
  readonly lastUsed: number;
}

const readErrors = [
  "worktree_not_found",
  "worktree_missing",
  "worktree_mismatch",
  "not_a_repository",
  "git_failed",
] as const;

export const worktrees = {
  list: query({
    input: z.object({ projectId: ProjectId.optional() }),
    output: output<readonly Worktree[]>(),
  }),
  details: query({
    input: z.object({ worktreeId: WorktreeId }),
    output: output<WorktreeDetails>(),
    errors: readErrors,
  }),
  /** What its folder takes on disk, build outputs and all. Slow: one is measured at a time. */
  size: query({
    input: z.object({ worktreeId: WorktreeId }),
    output: output<{ readonly bytes: number }>(),
    errors: readErrors,
  }),
  /**
   * Saves its state under refs/flightdeck/, then removes the folder. The branch stays. With `onlyMerged` it stays when it
   * has changes or anything that its base lacks.
   */
  remove: command({
    input: z.object({ threadId: ThreadId, onlyMerged: z.boolean().optional() }),
    output: output<{ readonly snapshot: string }>(),
    errors: [
      "thread_not_found",
      "worktree_not_found",
      "worktree_missing",
      "worktree_locked",
      "worktree_busy",
      "worktree_mismatch",
      "snapshot_failed",
      "uncommitted_changes",
      "turn_running",
    ],
  }),
  /**
   * Brings a removed worktree back as it was, byte for byte, staged changes and untracked files included. For a thread that
   * was deleted, a new one works in it; answers with who does.
   */
  restore: command({
    input: z.object({ threadId: ThreadId }),
    output: output<{ readonly threadId: ThreadId }>(),
    errors: [
      "thread_not_found",
      "worktree_not_found",
      "worktree_busy",
      "project_not_found",
      "turn_running",
      "restore_failed",
      "branch_in_use",
      "git_failed",
    ],
  }),
};
