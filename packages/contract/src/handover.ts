import { z } from "zod";
import { command, output, query } from "./define.ts";
import { HandoverId, ThreadId } from "./ids.ts";

/** Where a thread is to work: in the project's own folder, or in a worktree. */
export const HandoverTarget = z.enum(["local", "worktree"]);
export type HandoverTarget = z.infer<typeof HandoverTarget>;

/** What a move would do, and what it would not. */
export interface HandoverCheck {
  readonly to: HandoverTarget;
  /** The thread's branch, which goes along; undefined for a detached HEAD. */
  readonly branch?: string;
  /** What the local checkout is on now. */
  readonly localBranch?: string;
  readonly localPath: string;
  readonly worktreePath?: string;
  /** Files that go along: changed, staged, untracked. */
  readonly changed: number;
  /** Untracked files of the local checkout that stay where they are. */
  readonly stay: readonly string[];
  /** Why it cannot be; the code's own words say what to do. */
  readonly hindrance?: { readonly code: string; readonly message: string; readonly detail?: string };
  /** The last move, should it be possible to undo. */
  readonly last?: { readonly id: HandoverId; readonly to: HandoverTarget; readonly at: number };
}

const expected = [
  "thread_not_found",
  "thread_archived",
  "turn_running",
  "worktree_not_found",
  "worktree_missing",
  "worktree_locked",
  "worktree_busy",
  "worktree_mismatch",
  "not_a_repository",
  "empty_repository",
  "merge_under_way",
  "local_dirty",
  "in_the_way",
  "not_movable",
  "branch_not_found",
  "branch_in_use",
  "handover_changed",
  "snapshot_failed",
  "restore_failed",
  "git_failed",
] as const;

export const handovers = {
  check: query({
    input: z.object({ threadId: ThreadId, to: HandoverTarget }),
    output: output<HandoverCheck>(),
    errors: [...expected, "disk_full"],
  }),
  /**
   * Moves the thread with everything that is not ignored, all or nothing. copy, to a worktree alone: the local checkout
   * keeps what it has, and the worktree gets a branch of its own.
   */
  start: command({
    input: z.object({ threadId: ThreadId, to: HandoverTarget, how: z.enum(["move", "copy"]).default("move") }),
    output: output<{ readonly id: HandoverId }>(),
    errors: expected,
  }),
  /** Both folders are as before the move, as long as nothing changed in them since. */
  undo: command({
    input: z.object({ threadId: ThreadId, handoverId: HandoverId }),
    output: output<void>(),
    errors: [...expected, "handover_not_found"],
  }),
};
