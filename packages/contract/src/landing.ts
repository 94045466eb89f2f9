import { z } from "zod";
import { command, output, query } from "./define.ts";
import { type Gate, GateOverride } from "./gate.ts";
import { ThreadId } from "./ids.ts";

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
  /** A message to start from. */
  readonly suggestedMessage: string;
  /** Where the base is checked out, if anywhere. */
  readonly baseCheckedOutAt?: string;
  /** What reading and reviewing lack; absent where there is nothing to compare. */
  readonly gate?: Gate;
}

export const landing = {
  check: query({
    input: z.object({ threadId: ThreadId }),
    output: output<LandingCheck>(),
    errors: ["thread_not_found", "worktree_missing", "not_a_repository", "git_failed", "disk_full"],
  }),
  /** Brings the branch onto its base, all or nothing. */
  land: command({
    input: z.object({
      threadId: ThreadId,
      method: z.enum(["merge", "squash"]),
      message: z.string().trim().min(1).max(20_000),
      /** Lands although the gate is closed; it is written down. */
      override: GateOverride.optional(),
    }),
    output: output<{ readonly commit: string; readonly base: string }>(),
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
      "git_failed",
    ],
  }),
};
