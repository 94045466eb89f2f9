import { z } from "zod";
import { command, output, query, watch } from "./define.ts";
import { ThreadId } from "./ids.ts";
import { DiffScope, scopeErrors } from "./scope.ts";

/** How far the person has read a file of a scope. */
export interface FileReading {
  readonly path: string;
  /** A file whose change has no lines (binary, mode, rename) counts as one. */
  readonly hunks: number;
  readonly read: number;
  /** Unread hunks with a change that was not there when the person looked last. */
  readonly fresh: number;
}

/** How far the person has read a whole, in hunks, as `FileReading` counts them. */
export interface ReadProgress {
  readonly hunks: number;
  readonly read: number;
  readonly fresh: number;
}

export interface Reading extends ReadProgress {
  /** Of the diff that was counted. */
  readonly fingerprint: string;
  readonly files: readonly FileReading[];
}

/** A run of removed and added lines, by where it stands in git's own diff of the scope. */
export interface ChangeReading {
  readonly key: string;
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly read: boolean;
  readonly fresh: boolean;
}

/** The changes of a file by hunk, in their order. What has no lines is one change of no lines. */
export interface FileChangesReading {
  readonly path: string;
  readonly hunks: readonly (readonly ChangeReading[])[];
}

const Path = z.string().min(1).max(4096);
const scope = { threadId: ThreadId, scope: DiffScope };

/** What a person has read of a thread's changes. It is kept by what a change says, not by where: it holds in every scope. */
export const reading = {
  /** How far each file of a scope is read. */
  count: query({ input: z.object(scope), output: output<Reading>(), errors: scopeErrors }),
  /** What is read in some files. */
  changes: query({
    input: z.object({ ...scope, paths: z.array(Path).min(1).max(200) }),
    output: output<{ readonly fingerprint: string; readonly files: readonly FileChangesReading[] }>(),
    errors: scopeErrors,
  }),
  /**
   * Marks as read or unread what the diff of that fingerprint shows: some changes of a file, whole files, or everything.
   * Refuses with `diff_changed` when that diff is no longer known and the present one is another.
   */
  mark: command({
    input: z.object({
      ...scope,
      fingerprint: z.string().min(1).max(100),
      read: z.boolean(),
      what: z.union([
        z.object({ path: Path, keys: z.array(z.string().min(1).max(200)).min(1).max(10_000) }),
        z.object({ paths: z.array(Path).min(1).max(10_000) }),
        z.literal("all"),
      ]),
    }),
    output: output<void>(),
    errors: [...scopeErrors, "diff_changed"],
  }),
  /** Says that something was marked, in whatever window; the number only grows. */
  watch: watch({
    input: z.object({ threadId: ThreadId }),
    event: output<{ readonly revision: number }>(),
    errors: ["thread_not_found"],
  }),
};
