export type {
  CheckpointInput,
  CreateOptions,
  PlanInput,
  SpawnSandboxed,
  WorktreeInspection,
  Worktrees,
  WorktreesDeps,
} from "./types.ts";
export { createWorktrees } from "./worktrees.ts";
