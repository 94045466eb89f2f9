import { AppError } from "../errors/index.ts";
import type { LandingPlace } from "../landing/index.ts";
import type { ReviewPlace } from "../review/index.ts";
import type { OpenThread } from "../threads/index.ts";

/** Where a thread's changes are read: its folder, what it is compared with, and the checkpoints of its last turn. */
export function reviewPlace({ thread }: OpenThread, root: string): ReviewPlace {
  const { worktree, turns, earlierTurns } = thread;
  if (worktree?.state === "removed") throw new AppError("worktree_missing", "Restore it to see its changes");
  const index = turns.findLastIndex(({ checkpoints }) => checkpoints.before !== undefined);
  const checkpoints = turns[index]?.checkpoints;
  return {
    path: root,
    base: worktree?.base,
    baseCommit: worktree?.baseCommit,
    before: checkpoints?.before,
    after: checkpoints?.after,
    turn: `turn ${earlierTurns + index + 1}`,
  };
}

/** A thread's work and where it would go. */
export function landingPlace({ thread }: OpenThread, root: string, projectPath: string): LandingPlace {
  const { worktree } = thread;
  if (worktree?.state === "removed") throw new AppError("worktree_missing", "Restore it to land its changes");
  return { projectPath, worktreePath: root, branch: worktree?.branch ?? "HEAD", base: worktree?.base };
}
