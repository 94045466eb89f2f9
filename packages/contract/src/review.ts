import { z } from "zod";
import { output, query, watch } from "./define.ts";
import { ThreadId } from "./ids.ts";

/** What the review shows. uncommitted: against HEAD; branch: against the merge base with its base; last_turn: what the last turn changed. */
export const DiffScope = z.enum(["uncommitted", "branch", "last_turn"]);
export type DiffScope = z.infer<typeof DiffScope>;

export interface DiffFile {
  /** Relative to the worktree's root, with forward slashes. */
  readonly path: string;
  readonly oldPath?: string;
  readonly kind: "added" | "deleted" | "modified" | "renamed" | "copied" | "type_changed" | "conflicted";
  readonly additions: number;
  readonly deletions: number;
  readonly binary: boolean;
}

export interface Diff {
  readonly scope: DiffScope;
  /** What it is compared with, for a person: "main", "HEAD", "turn 3". */
  readonly against: string;
  /** Stands for the exact state that was compared; a commit or a landing names it to say "what I read". */
  readonly fingerprint: string;
  readonly files: readonly DiffFile[];
  readonly additions: number;
  readonly deletions: number;
}

export interface FilePatch {
  readonly path: string;
  /** A unified diff with git's headers, from `diff --git` on. */
  readonly patch: string;
}

export const review = {
  diff: query({
    input: z.object({ threadId: ThreadId, scope: DiffScope }),
    output: output<Diff>(),
    errors: ["thread_not_found", "worktree_missing", "not_a_repository", "base_not_found", "git_failed", "disk_full"],
  }),
  /** Patches of some files of a scope, in the order asked for. */
  patches: query({
    input: z.object({ threadId: ThreadId, scope: DiffScope, paths: z.array(z.string().min(1)).min(1).max(200) }),
    output: output<readonly FilePatch[]>(),
    errors: ["thread_not_found", "worktree_missing", "not_a_repository", "base_not_found", "git_failed", "disk_full"],
  }),
  /** Says that the thread's folder changed, debounced; the number only grows. Watches files only while someone looks. */
  watch: watch({
    input: z.object({ threadId: ThreadId }),
    event: output<{ readonly revision: number }>(),
    errors: ["thread_not_found", "worktree_missing", "not_a_repository", "git_failed", "disk_full"],
  }),
};
