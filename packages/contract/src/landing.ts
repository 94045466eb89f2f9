import { z } from "zod";
import { command, output, query } from "./define.ts";
import { type Gate, GateOverride } from "./gate.ts";
import { LandingId, ThreadId } from "./ids.ts";

/** merge: a merge commit keeps the work's commits; squash: one commit; rebase: its commits, one by one on top. */
export const LandMethod = z.enum(["merge", "squash", "rebase"]);
export type LandMethod = z.infer<typeof LandMethod>;

/** A landing as its thread shows it. */
export const ThreadLanding = z.object({
  id: LandingId,
  base: z.string(),
  /** Where the base stood after it. */
  commit: z.string(),
  method: LandMethod,
  at: z.number(),
  state: z.enum(["landed", "undone"]),
});
export type ThreadLanding = z.infer<typeof ThreadLanding>;

export interface LandingConflict {
  readonly path: string;
  /** content: both changed it; moved: one of them renamed it, or put something else in its place. */
  readonly kind: "content" | "both_added" | "deleted_in_base" | "deleted_in_branch" | "moved" | "submodule";
}

/** Where the thread's work stands against the branch it would land on. */
export interface LandingCheck {
  readonly state: "ready" | "uncommitted" | "nothing" | "base_dirty" | "conflict" | "no_base" | "turn_running";
  readonly base?: string;
  readonly branch?: string;
  readonly uncommittedFiles: number;
  /** Commits of the branch that the base does not have. */
  readonly ahead: number;
  /** Commits of the base that the branch does not have. */
  readonly behind: number;
  /** Paths in conflict, or paths that make the base dirty. */
  readonly paths: readonly string[];
  /** What the paths are in conflict about. */
  readonly conflicts?: readonly LandingConflict[];
  /** The base was merged into the work and is not committed yet. */
  readonly merging?: { readonly unresolved: readonly string[] };
  /** The last landing, and whether it could be undone now. */
  readonly landed?: ThreadLanding & { readonly undo: "possible" | "on_top" | "pushed" | "base_dirty" };
  /** A message to start from. */
  readonly suggestedMessage: string;
  /** Where the base is checked out, if anywhere. */
  readonly baseCheckedOutAt?: string;
  /** What reading and reviewing lack; absent where there is nothing to compare. */
  readonly gate?: Gate;
}

/** What a way of landing would do, tried on objects alone. */
export interface LandingPreview {
  readonly method: LandMethod;
  readonly state: LandingCheck["state"];
  /** Commits that would come to the base. */
  readonly commits: number;
  readonly conflicts: readonly LandingConflict[];
  /** The person's git signs what it makes. */
  readonly signs: boolean;
  /** Commits of a rebase whose own signatures do not come along. */
  readonly unsigned?: number;
  /** The commit of a rebase that conflicts. */
  readonly at?: { readonly commit: string; readonly subject: string };
  /** The commits, one by one, do not give what the work is now: a merge in it resolved something. */
  readonly differs?: boolean;
}

export const landing = {
  check: query({
    input: z.object({ threadId: ThreadId }),
    output: output<LandingCheck>(),
    errors: ["thread_not_found", "worktree_missing", "not_a_repository", "git_failed", "disk_full"],
  }),
  preview: query({
    input: z.object({ threadId: ThreadId, method: LandMethod }),
    output: output<LandingPreview>(),
    errors: ["thread_not_found", "worktree_missing", "not_a_repository", "base_not_found", "git_failed", "disk_full"],
  }),
  /** Brings the branch onto its base, all or nothing. */
  land: command({
    input: z.object({
      threadId: ThreadId,
      method: LandMethod,
      message: z.string().trim().min(1).max(20_000),
      /** The repository's hooks have no say in the message. */
      withoutHooks: z.boolean().default(false),
      /** Lands although the gate is closed; it is written down. */
      override: GateOverride.optional(),
    }),
    output: output<ThreadLanding>(),
    errors: [
      "thread_not_found",
      "worktree_missing",
      "not_a_repository",
      "turn_running",
      "uncommitted_changes",
      "nothing_to_land",
      "base_dirty",
      "base_not_found",
      "base_moved",
      "merge_conflict",
      "gate_closed",
      "diff_changed",
      "hook_failed",
      "signing_failed",
      "settings_untrusted",
      "worktree_busy",
      "git_failed",
    ],
  }),
  /** Puts the base back where it was, while nothing came on top. The thread's branch stays as it is. */
  undo: command({
    input: z.object({ threadId: ThreadId, landingId: LandingId }),
    output: output<ThreadLanding>(),
    errors: [
      "thread_not_found",
      "worktree_missing",
      "not_a_repository",
      "turn_running",
      "landing_not_found",
      "landed_on_top",
      "landing_pushed",
      "base_dirty",
      "worktree_busy",
      "git_failed",
    ],
  }),
  /**
   * Keeps the state of the thread's folder, merges the base into it with the marks of the conflicts, and begins a turn
   * that resolves them.
   */
  handToAgent: command({
    input: z.object({ threadId: ThreadId }),
    output: output<{ readonly paths: readonly string[] }>(),
    errors: [
      "thread_not_found",
      "thread_archived",
      "worktree_missing",
      "not_a_repository",
      "turn_running",
      "uncommitted_changes",
      "merge_under_way",
      "base_not_found",
      "base_included",
      "worktree_busy",
      "git_failed",
    ],
  }),
  /** Gives up a merge that is not committed: the folder is as it was before; what it is now is kept. */
  abortMerge: command({
    input: z.object({ threadId: ThreadId }),
    output: output<void>(),
    errors: [
      "thread_not_found",
      "worktree_missing",
      "not_a_repository",
      "turn_running",
      "merge_not_found",
      "checkpoint_missing",
      "worktree_busy",
      "git_failed",
    ],
  }),
};
