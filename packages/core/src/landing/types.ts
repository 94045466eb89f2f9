import type { LandingCheck } from "@flightdeck/contract";
import type { InTurn } from "../git/index.ts";

/** A thread's work and where it would go. */
export interface LandingPlace {
  readonly projectPath: string;
  /** The thread's folder: its HEAD is what lands. */
  readonly worktreePath: string;
  /** What the worktree's branch is called, for messages. */
  readonly branch: string;
  /** The branch it lands on; undefined when the thread started from a bare commit. */
  readonly base?: string;
}

export interface LandRequest {
  readonly method: "merge" | "squash";
  readonly message: string;
  /**
   * Has the last word before anything moves, on exactly what would land: `head` into `base`. It throws to refuse
   * (`gate_closed`).
   */
  readonly allow?: (landing: { readonly baseCommit: string; readonly head: string }) => Promise<void>;
}

export interface LandingDeps {
  /** By repository: what moves its branches goes one after another. */
  readonly inTurn: InTurn;
}

export interface Landing {
  check(place: LandingPlace, signal?: AbortSignal): Promise<LandingCheck>;
  /**
   * Brings the work onto its base, all or nothing. Rejects with `uncommitted_changes`, `nothing_to_land`, `base_dirty`,
   * `base_not_found`, `base_moved`, `merge_conflict` (paths in the detail), `gate_closed`, `git_failed`, `disk_full`.
   */
  land(place: LandingPlace, request: LandRequest): Promise<{ readonly commit: string; readonly base: string }>;
}
