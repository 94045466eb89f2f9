import type { ThreadsOptions } from "../threads.ts";

const none = () => Promise.reject(new Error("no worktree here"));

/** For threads that work nowhere: no worktrees, no repository, no command that runs. */
export const noWorktree: Pick<
  ThreadsOptions,
  "worktrees" | "checkpoint" | "rootOf" | "isOccupied" | "countLines" | "forget" | "endProcesses"
> = {
  worktrees: {
    plan: none,
    create: none,
    awaitsSetup: () => false,
    checkpoint: none,
    rewind: none,
    commitsSince: none,
    shareCheckpoints: none,
    forgetCheckpoints: none,
    discardEmpty: none,
  },
  checkpoint: () => Promise.resolve(undefined),
  rootOf: () => "/",
  isOccupied: () => false,
  countLines: () => Promise.resolve({ additions: 0, deletions: 0 }),
  forget: () => Promise.resolve(),
  endProcesses: () => undefined,
};
