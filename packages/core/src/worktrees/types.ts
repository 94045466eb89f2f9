import type { Project, ThreadId, ThreadWorktree, TurnId, Worktree, WorktreeId } from "@flightdeck/contract";
import type { Shadows } from "../git/index.ts";
import type { SandboxedProcess, SpawnOptions } from "../sandbox/index.ts";
import type { Store } from "../store/index.ts";

/** Starts a confined command; it rejects where there is no sandbox for the policy. */
export type SpawnSandboxed = (options: SpawnOptions) => Promise<SandboxedProcess>;

export interface WorktreesDeps {
  readonly store: Store;
  /** FLIGHTDECK_HOME; worktrees live in its folder `worktrees`. */
  readonly home: string;
  readonly shadows: Shadows;
  readonly spawn: SpawnSandboxed;
  readonly now: () => number;
  readonly newId: () => string;
}

export interface PlanInput {
  readonly project: Project;
  readonly threadId: ThreadId;
  readonly title: string;
  /** A branch, tag or commit; by default what the project's checkout is on. */
  readonly base?: string;
}

export interface CreateOptions {
  readonly copyLocalChanges: boolean;
  /** Called whenever there is something new to say; not after the promise has settled. */
  readonly onProgress: (worktree: ThreadWorktree) => void;
  /** The repository's setup script begins; its end comes with why it failed, if it did. */
  readonly onSetupStarted?: (command: string) => void;
  readonly onSetupOutput: (chunk: string) => void;
  readonly onSetupEnded?: (failure: string | undefined) => void;
  readonly signal?: AbortSignal;
}

export interface CheckpointInput {
  /** The thread's folder: a worktree, or the project's own checkout. */
  readonly path: string;
  readonly threadId: ThreadId;
  readonly turnId: TurnId;
  readonly when: "before" | "after";
  readonly signal?: AbortSignal;
}

/** What would have to be thought of before a worktree goes. */
export interface WorktreeInspection {
  /** Paths that differ from HEAD, untracked ones included. */
  readonly changed: readonly string[];
  /** Commits that neither the base nor any remote has. */
  readonly unpushedCommits: number;
  readonly locked: boolean;
  /** Processes that run in it. */
  readonly processes: readonly number[];
}

/** The worktrees that Flightdeck made: one per thread, known by identity and never by path. */
export interface Worktrees {
  /**
   * Chooses the base, a free branch and a free folder, and puts them on record. Nothing is on disk yet. Rejects with
   * `branch_not_found`, `empty_repository` or the errors of the repository.
   */
  plan(input: PlanInput): Promise<ThreadWorktree>;
  /** Makes what was planned. Never rejects for what git, the disk or the setup script do: the answer is "failed" with why. */
  create(id: WorktreeId, options: CreateOptions): Promise<ThreadWorktree>;
  /** Saves the folder's state as a commit under refs/flightdeck/checkpoints/ and answers with it. */
  checkpoint(input: CheckpointInput): Promise<string>;
  inspect(threadId: ThreadId): Promise<WorktreeInspection>;
  /** Saves the worktree's state, then removes its folder; the branch stays. Refuses rather than lose anything. */
  remove(threadId: ThreadId): Promise<{ readonly snapshot: string }>;
  /** Brings a removed worktree back as it was. */
  restore(threadId: ThreadId): Promise<ThreadWorktree>;
  /** Lets go of the checkpoints of a thread that is deleted; a snapshot of its worktree stays. */
  forgetCheckpoints(place: { readonly path: string; readonly threadId: ThreadId }): Promise<void>;
  list(projectId?: Worktree["projectId"]): readonly Worktree[];
  forThread(threadId: ThreadId): Worktree | undefined;
  /** At host start: finishes or fails what a killed host left half-way. Answers with what changed. */
  recover(): Promise<readonly Worktree[]>;
}
