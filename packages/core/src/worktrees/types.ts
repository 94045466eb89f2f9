import type {
  CommitsSince,
  Project,
  ThreadId,
  ThreadWorktree,
  TurnId,
  Worktree,
  WorktreeDetails,
  WorktreeId,
} from "@flightdeck/contract";
import type { Shadows } from "../git/index.ts";
import type { MachineProcess, Work } from "../machine/index.ts";
import type { SpawnOptions } from "../sandbox/index.ts";
import type { Store } from "../store/index.ts";
import type { PutRequest } from "./placeState.ts";

/** Starts a confined command when the machine has room for it; it rejects where there is no sandbox for the policy. */
export type SpawnSandboxed = (options: SpawnOptions, work: Work) => Promise<MachineProcess>;

export interface WorktreesDeps {
  readonly store: Store;
  /** FLIGHTDECK_HOME; worktrees live in its folder `worktrees`. */
  readonly home: string;
  readonly shadows: Shadows;
  /** What the branches of new worktrees begin with. */
  readonly branchPrefix?: () => string;
  /** Whether the project's own setup script may run. */
  readonly trusted: (projectId: Project["id"]) => boolean;
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
  /** For a fork, instead of the base: the state that its files begin with, and what it lands on. */
  readonly from?: { readonly checkpoint: string; readonly base?: string; readonly baseCommit?: string };
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

export interface RewindInput {
  /** The thread's folder: a worktree, or the project's own checkout. */
  readonly path: string;
  readonly threadId: ThreadId;
  /** A checkpoint of that folder. */
  readonly to: string;
  /** What the saved present is called among the thread's checkpoints. */
  readonly name: string;
  /** A merge that is given up may be under way: its files are meant. */
  readonly duringMerge?: boolean | undefined;
  readonly signal?: AbortSignal;
}

/** The worktrees that Flightdeck made: one per thread, known by identity and never by path. */
export interface Worktrees {
  /**
   * Chooses the base, a free branch and a free folder, and puts them on record. Nothing is on disk yet. Rejects with
   * `branch_not_found`, `empty_repository` or the errors of the repository.
   */
  plan(input: PlanInput): Promise<ThreadWorktree>;
  /** Makes what was planned, or sets up what a move made. Never rejects for what git, the disk or the setup script do: the answer is "failed" with why. */
  create(id: WorktreeId, options: CreateOptions): Promise<ThreadWorktree>;
  /** Saves the folder's state as a commit under refs/flightdeck/checkpoints/ and answers with it. */
  checkpoint(input: CheckpointInput): Promise<string>;
  /** Saves the folder's state among the thread's checkpoints under a name, in the place of what had it before. */
  keep(input: { readonly path: string; readonly threadId: ThreadId; readonly name: string }): Promise<string>;
  /** What is kept under a name. Rejects with `checkpoint_missing`. */
  kept(input: { readonly path: string; readonly threadId: ThreadId; readonly name: string }): Promise<string>;
  /** Forgets what is kept under a name. */
  dropKept(input: { readonly path: string; readonly threadId: ThreadId; readonly name: string }): Promise<void>;
  /**
   * Saves the folder's present state, then puts its files back to a checkpoint, byte for byte; answers with the commit
   * that holds the present. HEAD stays where it is; the index comes back too unless HEAD has moved since. Rejects with
   * `checkpoint_missing`, `worktree_busy` (a process works there, a merge or rebase is under way), `git_failed`.
   */
  rewind(input: RewindInput): Promise<string>;
  /** How the folder's commits differ from those at a checkpoint. Rejects with `checkpoint_missing`. */
  commitsSince(place: { readonly path: string; readonly checkpoint: string }): Promise<CommitsSince>;
  /** The thread's worktree is on another branch now. */
  setBranch(threadId: ThreadId, branch: string): void;
  /**
   * Saves the worktree's state, then removes its folder. Refuses rather than lose anything. The branch stays, unless it is
   * the one that is named as made for it and nothing was committed there: a restore makes it again.
   */
  remove(
    threadId: ThreadId,
    also?: { readonly madeBranch?: string | undefined },
  ): Promise<{ readonly snapshot: string }>;
  /** Brings a removed worktree back as it was. */
  restore(threadId: ThreadId): Promise<ThreadWorktree>;
  /** Keeps the checkpoints of some turns alive for another thread too, as long as that lives. */
  shareCheckpoints(input: {
    readonly path: string;
    readonly from: ThreadId;
    readonly to: ThreadId;
    readonly turns: readonly TurnId[];
  }): Promise<void>;
  /** Lets go of the checkpoints of a thread that is deleted; a snapshot of its worktree stays. */
  forgetCheckpoints(place: { readonly path: string; readonly threadId: ThreadId }): Promise<void>;
  /** How a worktree stands. Rejects with `worktree_not_found`, `worktree_missing`, `worktree_mismatch`. */
  details(id: WorktreeId, signal?: AbortSignal): Promise<WorktreeDetails>;
  /** What its folder takes on disk; one is measured at a time. */
  size(id: WorktreeId, signal?: AbortSignal): Promise<number>;
  /** Another thread works in it from now on. */
  give(id: WorktreeId, threadId: ThreadId): void;
  /** Saves all of a checkout that a move carries, under refs/flightdeck/; answers with the commit. */
  saveState(input: { readonly path: string; readonly ref: string }): Promise<string>;
  /** Makes a checkout what a saved state says. Done again after it was cut short, it does the rest. */
  putState(input: PutRequest): Promise<void>;
  /** Stands for all of a checkout that a move carries. */
  fingerprint(path: string): Promise<string>;
  /** Rejects with `worktree_locked`, `worktree_busy`, `worktree_mismatch`, `worktree_missing`. */
  requireQuiet(threadId: ThreadId): Promise<void>;
  /** The folder for a thread's worktree without files, HEAD detached: a new one, or that of a removed one. */
  openEmpty(input: PlanInput, commit: string): Promise<Worktree>;
  /** An empty one is filled, and the worktree's branch. */
  settle(threadId: ThreadId, branch: string): void;
  /**
   * What a new worktree has beside what git knows comes to one that `openEmpty` made: the local files at once, and its
   * setup when the next turn begins (`create`).
   */
  equip(threadId: ThreadId): Promise<void>;
  /** Whether `create` still has to run the setup script of a worktree that is ready. */
  awaitsSetup(id: WorktreeId): boolean;
  /** Takes back what `openEmpty` made. */
  discardEmpty(threadId: ThreadId): Promise<void>;
  list(projectId?: Worktree["projectId"]): readonly Worktree[];
  forThread(threadId: ThreadId): Worktree | undefined;
  /** At host start: finishes or fails what a killed host left half-way. Answers with what changed. */
  recover(): Promise<readonly Worktree[]>;
}
