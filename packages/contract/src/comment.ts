import { z } from "zod";
import { command, output, query, watch } from "./define.ts";
import { CommentId, MessageId, ThreadId, type TurnId } from "./ids.ts";
import { CommentLines, CommentSide } from "./item.ts";
import { DiffScope, scopeErrors } from "./scope.ts";

/** Characters that one comment may have. */
export const COMMENT_LIMIT = 20_000;
/** Lines and characters of the diff that a comment quotes at most. */
export const QUOTE_LINES = 60;
export const QUOTE_LIMIT = 8_000;

/** Where a comment was made: lines of one side of a file of a diff, as the person saw it. */
export const CommentAnchor = z.object({
  scope: DiffScope,
  /** As the diff calls the file. */
  path: z
    .string()
    .min(1)
    .max(4096)
    .regex(/^[^\0]+$/),
  side: CommentSide,
  lines: CommentLines,
  /** The first of its lines as the diff showed them: each with its sign ("+", "-" or a space), in the diff's order. */
  quote: z.string().max(QUOTE_LIMIT),
});
export type CommentAnchor = z.infer<typeof CommentAnchor>;

/** writing: the person is at it; added: it waits for the review to be sent; sent: the agent has it, or has it in its queue. */
export type CommentState = "writing" | "added" | "sent";

/** What the person says to lines of a thread's diff. */
export interface ReviewComment extends CommentAnchor {
  readonly id: CommentId;
  readonly text: string;
  readonly state: CommentState;
  readonly madeAt: number;
  /** What the agent calls it by: "C3". It has one from when it is first sent. */
  readonly number?: number;
  readonly sentAt?: number;
  /** The turn in which the agent read it; none while the message waits. */
  readonly turn?: TurnName;
  /** Its lines were changed in that turn. */
  readonly addressed?: TurnName;
  /** What the agent said to it, in Markdown. */
  readonly answer?: { readonly turn: TurnName; readonly at: number; readonly text: string };
  readonly resolvedAt?: number;
}

/** A turn, and its number in the thread as a person counts. */
export interface TurnName {
  readonly id: TurnId;
  readonly number: number;
}

/**
 * Where a comment stands in a scope now. lines: at these, in the same words if it is not outdated, else where they were;
 * gone: the scope has no such file any more.
 */
export type CommentPlace =
  | {
      readonly commentId: CommentId;
      readonly kind: "lines";
      /** As the diff calls the file, if the file is in it. */
      readonly path: string;
      readonly side: CommentSide;
      readonly lines: CommentLines;
      readonly outdated: boolean;
    }
  | { readonly commentId: CommentId; readonly kind: "gone" };

export const comments = {
  /** All comments of a thread, the oldest first, and again after each change. */
  watch: watch({
    input: z.object({ threadId: ThreadId }),
    event: output<{ readonly comments: readonly ReviewComment[] }>(),
    errors: ["thread_not_found"],
  }),
  /** Keeps what is typed: a new comment, or another text of one that was not sent. Kept when it answers. */
  save: command({
    input: z.object({
      threadId: ThreadId,
      commentId: CommentId,
      anchor: CommentAnchor,
      text: z.string().max(COMMENT_LIMIT),
      state: z.enum(["writing", "added"]),
    }),
    output: output<void>(),
    errors: ["thread_not_found", "comment_sent", "input_invalid"],
  }),
  /** Forgets a comment that was not sent. */
  delete: command({
    input: z.object({ threadId: ThreadId, commentId: CommentId }),
    output: output<void>(),
    errors: ["thread_not_found", "comment_sent"],
  }),
  resolve: command({
    input: z.object({ threadId: ThreadId, commentId: CommentId, resolved: z.boolean() }),
    output: output<void>(),
    errors: ["thread_not_found", "comment_not_found"],
  }),
  /**
   * Sends comments as one message with a note to all of them: a turn begins, or it waits in the queue while one runs;
   * with `steer` it goes into the running turn. Sending one `messageId` twice is sending it once.
   */
  send: command({
    input: z.object({
      threadId: ThreadId,
      messageId: MessageId,
      commentIds: z.array(CommentId).min(1).max(200),
      note: z.string().trim().max(COMMENT_LIMIT).default(""),
      steer: z.boolean().default(false),
    }),
    output: output<{ readonly delivery: "turn" | "queue" | "steer" }>(),
    errors: [
      "thread_not_found",
      "thread_archived",
      "worktree_missing",
      "turn_not_steerable",
      "comment_not_found",
      "comment_sent",
    ],
  }),
  /** Where each comment of the thread stands in a scope as it is now. */
  places: query({
    input: z.object({ threadId: ThreadId, scope: DiffScope }),
    output: output<readonly CommentPlace[]>(),
    errors: scopeErrors,
  }),
};
