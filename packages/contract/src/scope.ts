import { z } from "zod";
import { TurnId } from "./ids.ts";

/**
 * What the review compares. uncommitted: the files with HEAD; staged: the index with HEAD; branch: the files with the point
 * where the branch left its base; last_turn, turn: the files after a turn with those before it; commit: one commit with
 * its first parent.
 */
export const DiffScope = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("uncommitted") }),
  z.object({ kind: z.literal("staged") }),
  z.object({ kind: z.literal("branch") }),
  z.object({ kind: z.literal("last_turn") }),
  z.object({ kind: z.literal("turn"), turnId: TurnId }),
  z.object({ kind: z.literal("commit"), commit: z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/) }),
]);
export type DiffScope = z.infer<typeof DiffScope>;

/** What keeps a scope from being read. */
export const scopeErrors = [
  "thread_not_found",
  "worktree_missing",
  "not_a_repository",
  "base_not_found",
  "turn_not_found",
  "branch_not_found",
  "git_failed",
  "disk_full",
] as const;

/** One text per scope, to compare scopes by and to keep things under. */
export function scopeKey(scope: DiffScope): string {
  switch (scope.kind) {
    case "turn":
      return `turn:${scope.turnId}`;
    case "commit":
      return `commit:${scope.commit}`;
    default:
      return scope.kind;
  }
}
