import type { CommitWhat, GitStatus, Pushed } from "@flightdeck/contract";
import type { InTurn, Shadows } from "../git/index.ts";
import type { SandboxedProcess, SpawnOptions } from "../sandbox/index.ts";

/** A checkout in which a person commits. */
export interface CommitPlace {
  readonly root: string;
  /** The branch that the work lands on, if it is known: what that has is not this branch's own. */
  readonly base?: string;
}

export interface CommitRequest {
  readonly message: string;
  readonly what: CommitWhat;
  /** Replaces this commit, which must still be the last one. */
  readonly amend?: { readonly commit: string; readonly evenIfPushed: boolean };
  readonly withoutHooks: boolean;
}

export interface PushRequest {
  /** Replaces what the remote has, as long as that is still this commit. */
  readonly replace?: string;
  readonly withoutHooks: boolean;
}

/** A commit for a branch of its own in the remote, which no branch here follows. */
export interface AsideRequest {
  readonly branch: string;
  readonly commit: string;
  /** What the remote has of that branch; absent: nothing. */
  readonly expected?: string;
}

export interface CommitsDeps {
  /** Starts a confined command; it rejects where there is no sandbox for the policy. */
  readonly spawn: (options: SpawnOptions) => Promise<SandboxedProcess>;
  /** FLIGHTDECK_HOME. */
  readonly home: string;
  readonly shadows: Shadows;
  /** By repository: what moves its branches goes one after another. */
  readonly inTurn: InTurn;
  /** By checkout: what changes its index goes one after another. */
  readonly inCheckout: InTurn;
  readonly newId: () => string;
  /** Called between the steps of a commit with hooks: where tests break off. */
  readonly step?: (name: string) => void | Promise<void>;
  /** The host's own: the person's agent and keys are found through it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What a person does with git in a thread's folder. */
export interface Commits {
  status(place: CommitPlace, signal?: AbortSignal): Promise<GitStatus>;
  /**
   * Commits as the person, who asked for it. The repository's hooks run in the sandbox. Rejects with
   * `nothing_to_commit`, `nothing_to_amend`, `commit_pushed`, `base_moved`, `merge_conflict`, `hook_failed` (its detail
   * is what the hook printed), `signing_failed`, `settings_untrusted`, `index_locked`, `git_failed`, `disk_full`. The
   * signal ends the hooks that run before the commit is made.
   */
  commit(place: CommitPlace, request: CommitRequest, signal?: AbortSignal): Promise<{ readonly commit: string }>;
  /** Rejects with `branch_invalid`, `branch_exists`, `git_failed`. Answers with the branch's name. */
  createBranch(place: CommitPlace, name: string): Promise<string>;
  /** Rejects with `branch_invalid`, `branch_exists`, `branch_not_found` (HEAD is on none), `git_failed`. */
  renameBranch(place: CommitPlace, name: string): Promise<string>;
  /**
   * Pushes the branch under its own name and follows it there. Rejects with `branch_not_found`, `remote_not_found`,
   * `push_rejected`, `push_failed`, `hook_failed`, `settings_untrusted`, `git_failed`.
   */
  push(place: CommitPlace, request: PushRequest, signal?: AbortSignal): Promise<Pushed>;
  /** Pushes a commit beside the branch, to the same remote. Rejects as `push` does. */
  pushAside(place: CommitPlace, request: AsideRequest, signal?: AbortSignal): Promise<void>;
  /** At host start: takes back what a killed host left half-way. */
  recover(report: (message: string, error: unknown) => void): Promise<void>;
}
