export { type HeadPlace, putHead, removeStrangers } from "./placeState.ts";
export type {
  CheckpointInput,
  CreateOptions,
  PlanInput,
  RewindInput,
  SpawnSandboxed,
  Worktrees,
  WorktreesDeps,
} from "./types.ts";
export { createWorktrees } from "./worktrees.ts";
