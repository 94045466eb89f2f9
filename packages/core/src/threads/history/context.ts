import type { Project, ProjectId, ThreadId } from "@flightdeck/contract";
import type { Worktrees } from "../../worktrees/index.ts";
import type { ThreadLog } from "../log.ts";
import type { OpenThread } from "../openThread.ts";
import type { OpenThreads } from "../openThreads.ts";
import type { Turns, TurnsOptions } from "../turns.ts";

/** What the past of threads is read and changed with. */
export interface HistoryContext
  extends Pick<TurnsOptions, "world" | "report" | "prepare" | "openConnection" | "along"> {
  readonly log: ThreadLog;
  readonly turns: Turns;
  readonly threads: OpenThreads;
  readonly worktrees: Pick<
    Worktrees,
    "plan" | "checkpoint" | "rewind" | "commitsSince" | "shareCheckpoints" | "forgetCheckpoints"
  >;
  readonly project: (projectId: ProjectId) => Project;
  /** The root of the checkout that a thread works in. */
  readonly rootOf: (open: OpenThread) => string;
  /** Commands of the thread's agent that still run. */
  readonly isOccupied: (threadId: ThreadId) => boolean;
  /** Looks again at how much the thread's folder differs from its base. */
  readonly refreshLines: (open: OpenThread) => Promise<void>;
}
