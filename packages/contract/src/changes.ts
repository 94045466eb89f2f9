import { z } from "zod";
import { command, output, query } from "./define.ts";
import { RevertId, ThreadId } from "./ids.ts";
import { DiffScope, scopeErrors } from "./scope.ts";

const LineNumbers = z.array(z.int().min(1)).max(2_000_000);

/** One file of a diff, or some of its lines. */
export const ChosenFile = z.object({
  path: z.string().min(1),
  /** Old numbers of removed lines and new numbers of added ones. Without it the whole file is meant: content, mode and name. */
  lines: z.object({ removed: LineNumbers, added: LineNumbers }).optional(),
  /** What the patch that the person saw was between: the objects of its `index` line. */
  shown: z.object({ old: z.string().regex(/^[0-9a-f]{4,64}$/), new: z.string().regex(/^[0-9a-f]{4,64}$/) }).optional(),
});
export type ChosenFile = z.infer<typeof ChosenFile>;

/** What the person chose of a diff, named by what they saw: the host reads the bytes themselves from git. */
export const ChangesRequest = z.object({
  threadId: ThreadId,
  scope: DiffScope,
  /** Of the diff that was shown. */
  fingerprint: z.string().min(1),
  /** The diff was shown without changes of whitespace: those stay as they are. */
  ignoreSpace: z.boolean().optional(),
  files: z.union([z.literal("all"), z.array(ChosenFile).min(1).max(10_000)]),
});
export type ChangesRequest = z.infer<typeof ChangesRequest>;

/** A file that was passed over when everything was asked for, and why. */
export interface LeftOut {
  readonly path: string;
  readonly reason: "conflict" | "submodule";
}

export interface ChangesDone {
  readonly files: number;
  readonly leftOut: readonly LeftOut[];
}

/** A revert that can be undone. */
export interface Revert extends ChangesDone {
  readonly id: RevertId;
  readonly at: number;
  /** The first of the files, for a person. */
  readonly path: string;
  /** Changed lines that were taken back; binary files have none. */
  readonly lines: number;
}

/** Lines that a diff shows: old numbers of removed ones, new numbers of added ones. */
export interface ShownLines {
  readonly removed: readonly number[];
  readonly added: readonly number[];
}

/** How much of a file's changes is staged. */
export interface FileStaging {
  readonly path: string;
  readonly state: "none" | "partly" | "all";
  readonly staged: ShownLines;
  /** The lines that are not committed, so that they can be staged; absent where that is all of them. */
  readonly uncommitted?: ShownLines;
}

const reading = [...scopeErrors, "checkpoint_missing", "path_not_found"] as const;
const acting = [
  ...reading,
  "changed_since",
  "changed_later",
  "index_locked",
  "whole_file_only",
  "file_in_conflict",
  "submodule_change",
  "path_outside",
  "input_invalid",
] as const;

export const changes = {
  /** Puts chosen lines into the index, those that are not committed; nothing else in it changes. */
  stage: command({ input: ChangesRequest, output: output<ChangesDone>(), errors: [...acting, "nothing_to_stage"] }),
  unstage: command({ input: ChangesRequest, output: output<ChangesDone>(), errors: [...acting, "nothing_to_unstage"] }),
  /** Takes chosen changes out of the files. Not while a turn runs: the agent works on what it has read. */
  revert: command({
    input: ChangesRequest,
    output: output<Revert>(),
    errors: [...acting, "turn_running", "nothing_to_revert"],
  }),
  undo: command({
    input: z.object({ threadId: ThreadId, revertId: RevertId }),
    output: output<ChangesDone>(),
    errors: [...acting, "turn_running", "revert_not_found"],
  }),
  /** Reverts that can be undone, newest first. */
  reverts: query({
    input: z.object({ threadId: ThreadId }),
    output: output<readonly Revert[]>(),
    errors: ["thread_not_found"],
  }),
  /** In the order asked for. */
  staging: query({
    input: z.object({ threadId: ThreadId, scope: DiffScope, paths: z.array(z.string().min(1)).min(1).max(200) }),
    output: output<readonly FileStaging[]>(),
    errors: reading,
  }),
};
