import { z } from "zod";
import { command, output, query, watch } from "./define.ts";
import { FindingId, type ItemId, MessageId, type ReviewId, ThreadId, type TurnId } from "./ids.ts";
import type { FindingPriority } from "./item.ts";
import { DiffScope, scopeErrors } from "./scope.ts";

/** old: what the change takes away; new: what it brings, and what it leaves. */
export const FindingSide = z.enum(["old", "new"]);
export type FindingSide = z.infer<typeof FindingSide>;

/** Lines of one side of a file, both ends among them. */
export interface FindingLines {
  /** Relative to the worktree's root; of a renamed file the new name, on both sides. */
  readonly path: string;
  readonly side: FindingSide;
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * open: waits for somebody; fixed: a later review no longer sees it; applied: its suggestion was taken; dismissed: the
 * person said why it is none.
 */
export type FindingState = "open" | "fixed" | "applied" | "dismissed";

/**
 * Where a finding's lines are in the diff that was asked for. changed: they are not what the reviewer read any more;
 * outside: the diff has no such lines (any more), with the reason in words.
 */
export type FindingPlace =
  | ({ readonly kind: "there" | "changed" } & FindingLines)
  | { readonly kind: "outside"; readonly why: string };

/** What the reviewer holds against a change. Its words are a model's: plain text, never markup. */
export interface ReviewFinding {
  readonly id: FindingId;
  /** The review that saw it first, and the last one that saw it. */
  readonly reviewId: ReviewId;
  readonly seenBy: ReviewId;
  readonly priority: FindingPriority;
  /** 0 to 1, in the reviewer's own estimate. */
  readonly confidence: number;
  readonly title: string;
  readonly body: string;
  /** Where the reviewer saw it, in what it read. */
  readonly lines: FindingLines;
  /** What would stand in place of its lines; empty: they would go. */
  readonly suggestion?: string;
  readonly state: FindingState;
  /** The person's reason for dismissing it. */
  readonly reason?: string;
  /** The agent was told of it. */
  readonly sentAt?: number;
  /** Whether the suggestion that was taken can be taken back. */
  readonly undoable?: boolean;
  readonly at: number;
}

/** A finding beside a diff. */
export interface PlacedFinding extends ReviewFinding {
  readonly place: FindingPlace;
  /** Against the last review: new with it, seen by it again, or not looked at again since. */
  readonly news: "new" | "again" | "earlier";
}

/** One look of the reviewer at a thread's changes. */
export interface ReviewRun {
  readonly id: ReviewId;
  readonly turnId: TurnId;
  readonly itemId: ItemId;
  readonly scope: DiffScope;
  /** What it was compared with, for a person: "main", "HEAD". */
  readonly against: string;
  /** Of the diff that it read. */
  readonly fingerprint: string;
  readonly model: string;
  readonly startedBy: "person" | "auto";
  readonly state: "running" | "completed" | "failed" | "interrupted";
  readonly startedAt: number;
  readonly endedAt?: number;
  /** How many files it was given. */
  readonly files: number;
  /** Changed files that it did not read, and why. */
  readonly unread: readonly UnreadFile[];
  readonly summary?: string;
  readonly error?: string;
}

export interface UnreadFile {
  readonly path: string;
  /** lock: a lock file by its name; generated: something says that nobody wrote it; room: too much; failed: not reached. */
  readonly why: "lock" | "generated" | "binary" | "room" | "failed";
}

export interface Findings {
  /** The last review; undefined before the first. */
  readonly last?: ReviewRun;
  /** Whether the last review read exactly the diff that was asked for. */
  readonly current: boolean;
  /** Dismissed and fixed ones too, the most urgent first. */
  readonly findings: readonly PlacedFinding[];
}

const one = z.object({ threadId: ThreadId, findingId: FindingId });

export const reviews = {
  /** Lets the reviewer read a scope, as a turn of the thread; `turns.interrupt` stops it. */
  start: command({
    input: z.object({
      threadId: ThreadId,
      scope: DiffScope,
      /** Who reads; without it as the settings say. */
      model: z.string().min(1).max(200).optional(),
    }),
    output: output<{ readonly reviewId: ReviewId }>(),
    errors: [...scopeErrors, "thread_archived", "turn_running", "nothing_to_review"],
  }),
};

export const findings = {
  /** All findings of a thread, placed in the diff of a scope as it is now. */
  list: query({
    input: z.object({ threadId: ThreadId, scope: DiffScope }),
    output: output<Findings>(),
    errors: scopeErrors,
  }),
  /** Says that reviews or findings of the thread changed; the number only grows. */
  watch: watch({
    input: z.object({ threadId: ThreadId }),
    event: output<{ readonly revision: number }>(),
    errors: ["thread_not_found"],
  }),
  /** Tells the agent of findings, in one message: steering while it works. */
  send: command({
    input: z.object({
      threadId: ThreadId,
      messageId: MessageId,
      findingIds: z.array(FindingId).min(1).max(200),
      /** What the person adds. */
      note: z.string().max(20_000).optional(),
    }),
    output: output<{ readonly delivery: "turn" | "queue" | "steer" }>(),
    errors: [...scopeErrors, "thread_archived", "finding_not_found"],
  }),
  dismiss: command({
    input: one.extend({ reason: z.string().trim().min(1).max(2000) }),
    output: output<void>(),
    errors: ["thread_not_found", "finding_not_found"],
  }),
  /** Makes a dismissed or fixed one wait again. */
  reopen: command({ input: one, output: output<void>(), errors: ["thread_not_found", "finding_not_found"] }),
  /** Puts the suggestion in place of exactly the lines that it names; refused once they are not what was read. */
  apply: command({
    input: one,
    output: output<void>(),
    errors: [...scopeErrors, "turn_running", "finding_not_found", "suggestion_outdated", "path_outside"],
  }),
  /** Takes an applied suggestion back, while the file is as that left it. */
  undo: command({
    input: one,
    output: output<void>(),
    errors: [
      ...scopeErrors,
      "turn_running",
      "finding_not_found",
      "suggestion_outdated",
      "blob_not_found",
      "path_outside",
    ],
  }),
};
