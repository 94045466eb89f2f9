import type {
  LandingCheck,
  LandingId,
  LandingPreview,
  LandMethod,
  ThreadId,
  ThreadLanding,
} from "@flightdeck/contract";
import type { PersonCommits } from "../commits/index.ts";
import type { InTurn } from "../git/index.ts";
import type { Store } from "../store/index.ts";
import type { Step } from "./moveCheckout.ts";

/** A thread's work and where it would go. */
export interface LandingPlace {
  readonly threadId: ThreadId;
  readonly projectPath: string;
  /** The thread's folder: its HEAD is what lands. */
  readonly worktreePath: string;
  /** What the worktree's branch is called, for messages. */
  readonly branch: string;
  /** The branch it lands on; undefined when the thread started from a bare commit. */
  readonly base?: string;
}

export interface LandRequest {
  readonly method: LandMethod;
  /** Of the commit that a merge or a squash makes; a rebase keeps those that there are. */
  readonly message: string;
  /** The repository's hooks have no say in the message. */
  readonly withoutHooks?: boolean;
  /**
   * Has the last word before anything moves, on exactly what would land: `head` into `base`, and into the checkout that
   * the base has. It throws to refuse (`gate_closed`).
   */
  readonly allow?: (landing: Allowed) => Promise<void>;
}

export interface Allowed {
  readonly baseCommit: string;
  readonly head: string;
  readonly checkout?: string;
}

/** What goes along with the undoing of a landing. */
export interface UndoRequest {
  /** Has the last word before anything moves. */
  readonly allow?: (undo: { readonly checkout?: string }) => void;
  readonly also?: (landing: ThreadLanding) => void;
}

export interface LandingDeps {
  readonly store: Store;
  /** By repository: what moves its branches goes one after another. */
  readonly inTurn: InTurn;
  /** Makes what lands the person's own. */
  readonly person: PersonCommits;
  /** FLIGHTDECK_HOME. */
  readonly home: string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly report: (message: string, error: unknown) => void;
  /** Called between the steps of a landing: where tests break off. */
  readonly step?: Step;
}

/** The base was brought into the work, and waits to be committed there. */
export interface BroughtIn {
  readonly base: string;
  /** Paths in conflict, the marks of which are in the files. */
  readonly paths: readonly string[];
}

/** A merge in the work's folder: what it brings, and on what. */
export interface MergeSides {
  readonly merged: string;
  readonly head: string;
}

/** Keeps the state of the work's folder before a merge, and brings it back. */
export interface FolderKeeper {
  readonly keep: (merge: MergeSides) => Promise<void>;
  readonly putBack: (merge: MergeSides) => Promise<void>;
}

export interface Landing {
  check(place: LandingPlace, signal?: AbortSignal): Promise<LandingCheck>;
  /** What a way of landing would do, tried on objects alone. Rejects with `base_not_found`. */
  preview(place: LandingPlace, method: LandMethod, signal?: AbortSignal): Promise<LandingPreview>;
  /**
   * Brings the work onto its base, all or nothing. `also` happens in the write that makes it so. Rejects with
   * `uncommitted_changes`, `nothing_to_land`, `base_dirty`, `base_not_found`, `base_moved`, `merge_conflict` (paths in the
   * detail), `gate_closed`, `hook_failed`, `signing_failed`, `settings_untrusted`, `git_failed`, `disk_full`.
   */
  land(place: LandingPlace, request: LandRequest, also?: (landing: ThreadLanding) => void): Promise<ThreadLanding>;
  /**
   * Puts the base back where it was before a landing, its checkout too; the work's own branch stays as it is. Rejects with
   * `landing_not_found`, `landed_on_top`, `landing_pushed`, `base_dirty`, `git_failed`, `disk_full`.
   */
  undo(place: Pick<LandingPlace, "threadId">, landingId: LandingId, request?: UndoRequest): Promise<ThreadLanding>;
  /**
   * Merges the base into the work's own folder without a commit, with the marks of conflicts in the files. The folder's
   * state is kept before its first file changes, and comes back when that fails. Rejects with
   * `uncommitted_changes` where local changes are in the way, `merge_under_way`, `base_not_found`, `nothing_to_land`.
   */
  bringIn(place: LandingPlace, keeper: FolderKeeper): Promise<BroughtIn>;
  /**
   * Gives a merge up that was not committed: `putBack` brings the files back, and only then is the merge forgotten; should
   * that fail, it is still under way. Rejects with `merge_not_found`.
   */
  leaveMerge(place: LandingPlace, putBack: FolderKeeper["putBack"]): Promise<void>;
  /** At host start: ends what a killed host left half-way. Answers with the landings whose end threads do not know. */
  recover(): Promise<readonly (ThreadLanding & { readonly threadId: ThreadId })[]>;
}
