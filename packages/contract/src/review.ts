import { z } from "zod";
import { output, query, watch } from "./define.ts";
import { ThreadId, type TurnId } from "./ids.ts";
import { DiffScope, scopeErrors } from "./scope.ts";

/** Why a file is seldom read line by line: git's attribute or its head says so, its name is a lock file's, or its lines are no lines. */
export type Generated = "generated" | "lock" | "minified" | "vendored";

export interface DiffFile {
  /** Relative to the worktree's root, with forward slashes. */
  readonly path: string;
  readonly oldPath?: string;
  readonly kind: "added" | "deleted" | "modified" | "renamed" | "copied" | "type_changed" | "conflicted";
  readonly additions: number;
  readonly deletions: number;
  readonly binary: boolean;
  /** git's modes where they are worth a word: they differ, or the file is a link (120000) or a submodule (160000). */
  readonly oldMode?: string;
  readonly mode?: string;
  readonly generated?: Generated;
  /** Stands for the content of both versions: while it stays, so does the patch. */
  readonly version: string;
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

/** A turn that changed files. */
export interface TurnChoice {
  readonly turnId: TurnId;
  /** Counted from 1. */
  readonly number: number;
  readonly startedAt: number;
  /** How its message begins; empty where it had none. */
  readonly text: string;
}

export interface CommitChoice {
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
  readonly at: number;
}

/** What there is to look at besides the whole: the newest first. */
export interface ScopeChoices {
  readonly turns: readonly TurnChoice[];
  /** Commits of the branch that its base does not have; where there is no base, the last ones. */
  readonly commits: readonly CommitChoice[];
  /** Files that the index holds otherwise than HEAD. */
  readonly staged: number;
}

/** One version of a file that is no text. */
export interface BinaryVersion {
  readonly size: number;
  /** A picture that a browser can show, where it is one and not too large. */
  readonly picture?: {
    readonly type: string;
    readonly base64: string;
    readonly width: number;
    readonly height: number;
  };
}

/** Where a file's patch has a text. */
export interface FoundLine {
  readonly path: string;
  readonly side: "old" | "new";
  readonly line: number;
}

export interface FoundInDiff {
  /** In the order of the diff; a line with the text twice stands here once. */
  readonly lines: readonly FoundLine[];
  /** There are more than are told. */
  readonly more: boolean;
}

export interface FilePatch {
  readonly path: string;
  /** A unified diff with git's headers, from `diff --git` on; empty when nothing differs. */
  readonly patch: string;
  /** Of the file as it was read: `DiffFile.version`. Empty when nothing differs. */
  readonly version: string;
}

const place = z.object({ threadId: ThreadId, scope: DiffScope });

export const review = {
  diff: query({
    input: place.extend({ ignoreSpace: z.boolean().optional() }),
    output: output<Diff>(),
    errors: scopeErrors,
  }),
  /**
   * Patches of some files of a scope, in the order asked for. With the fingerprint of a diff that was read lately they are of
   * that very state, whatever happened in the folder since.
   */
  patches: query({
    input: place.extend({
      paths: z.array(z.string().min(1)).min(1).max(200),
      fingerprint: z.string().max(100).optional(),
      ignoreSpace: z.boolean().optional(),
      /** Unchanged lines around each change; as many as git shows without it. */
      context: z.int().min(0).max(1_000_000).optional(),
    }),
    output: output<readonly FilePatch[]>(),
    errors: scopeErrors,
  }),
  /** Both versions of a file that is no text. */
  binary: query({
    input: place.extend({ path: z.string().min(1), fingerprint: z.string().max(100).optional() }),
    output: output<{ readonly old?: BinaryVersion; readonly new?: BinaryVersion }>(),
    errors: scopeErrors,
  }),
  /** Where the shown lines of a diff have a text, in every file. */
  find: query({
    input: place.extend({
      text: z.string().min(1).max(1000),
      ignoreSpace: z.boolean().optional(),
      fingerprint: z.string().max(100).optional(),
    }),
    output: output<FoundInDiff>(),
    errors: scopeErrors,
  }),
  /** The turns that changed files and the commits of the branch. */
  choices: query({ input: z.object({ threadId: ThreadId }), output: output<ScopeChoices>(), errors: scopeErrors }),
  /** Says that the thread's folder changed, debounced; the number only grows. Watches files only while someone looks. */
  watch: watch({
    input: z.object({ threadId: ThreadId }),
    event: output<{ readonly revision: number }>(),
    errors: ["thread_not_found", "worktree_missing", "not_a_repository", "git_failed", "disk_full"],
  }),
};
