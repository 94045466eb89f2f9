import type {
  AutomationSettings,
  Model,
  PermissionProfile,
  Project,
  ProjectId,
  Run,
  RunId,
  ThreadEvent,
  ThreadId,
  TurnId,
} from "@flightdeck/contract";
import type { Book } from "../automations/index.ts";
import type { Inbox } from "../inbox/index.ts";
import type { Store } from "../store/index.ts";
import type { OpenThread, RunEquipment, SpendingLimit, Threads } from "../threads/index.ts";
import type { UsageBook } from "../usage/index.ts";
import type { Worktrees } from "../worktrees/index.ts";
import type { Changes } from "./accounting.ts";
import type { Later } from "./clock.ts";

/** What runs need of the other features; core.ts puts it together. */
export interface RunsOptions {
  readonly store: Store;
  readonly book: Book;
  readonly inbox: Pick<Inbox, "add" | "list">;
  readonly threads: Pick<
    Threads,
    | "create"
    | "wake"
    | "interrupt"
    | "withdraw"
    | "load"
    | "row"
    | "turn"
    | "isRunning"
    | "settled"
    | "rested"
    | "alone"
    | "flag"
    | "setWorktree"
  >;
  readonly worktrees: Pick<Worktrees, "details" | "remove">;
  /** Ends what the thread's agent left running. */
  readonly endProcesses: (threadId: ThreadId) => Promise<void>;
  /** What the turns of a run did to files. `own`: the thread's worktree was made for it. */
  readonly changes: (
    open: OpenThread,
    of: { readonly own: boolean; readonly turns: readonly TurnId[] },
  ) => Promise<Changes | undefined>;
  readonly project: (projectId: ProjectId) => Project;
  readonly profile: (name: string) => PermissionProfile | undefined;
  readonly modelNamed: (model: string) => Pick<Model, "price">;
  readonly defaultModel: () => string;
  readonly usage: Pick<UsageBook, "spent">;
  readonly settings: () => Pick<AutomationSettings, "atOnce">;
  /** The record of a run says something new. */
  readonly changed: (run: Run) => void;
  readonly now: () => number;
  readonly later: Later;
  readonly report: (message: string, error: unknown) => void;
}

/** Runs of automations: from the record that waits for its turn to the thread that works, and to what came of it. */
export interface Runs {
  /** For a host that stays: runs of the one before go on, those that wait begin. Nothing begins before this. */
  recover(): void;
  /** Begins what waits, as far as there is room, in the order in which it was due. */
  kick(): void;
  /** Lets runs begin that a person asked for, also in a host that does not stay: there nothing else does. */
  allow(runIds: readonly RunId[]): void;
  /** Ends a run, or takes one back that waits for its turn; what it did is kept. Throws `run_not_found`, `run_ended`. */
  stop(runId: RunId): void;
  /** Something happened in a thread. Costs next to nothing where no run works. Must not throw. */
  note(threadId: ThreadId, event: ThreadEvent): void;
  /** A thread was deleted. */
  forgotten(threadId: ThreadId): void;
  /** What a turn is given besides; undefined in a thread that no automation has worked in. */
  equipment(threadId: ThreadId, turnId: TurnId): RunEquipment | undefined;
  limitOf(threadId: ThreadId, turnId: TurnId): SpendingLimit | undefined;
  /** Nothing begins and nothing ends any more; settles when what was being written is written. */
  close(): Promise<void>;
}
