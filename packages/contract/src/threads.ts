import { z } from "zod";
import type { ApprovalRequest } from "./approval.ts";
import { command, output, query, watch } from "./define.ts";
import { ItemId, MessageId, ProjectId, type ProjectId as ProjectIdType, ThreadId, TurnId } from "./ids.ts";
import { AttachedFile, Image, ThreadMention } from "./item.ts";
import { ThreadSettings } from "./permissions.ts";
import type { Thread, ThreadStatus, Turn } from "./thread.ts";
import type { LoggedEvent, ThreadAutomation, ThreadWorktree, TurnError } from "./threadEvent.ts";
import { ThreadNotices } from "./notification.ts";
import type { ThreadPullRequest } from "./pullRequest.ts";
import type { ReadProgress } from "./reading.ts";
import type { Usage } from "./usage.ts";

/** What a list shows of a thread: small and bounded whatever the thread holds. */
export interface ThreadRow {
  readonly id: ThreadId;
  readonly projectId: ProjectIdType;
  readonly title: string;
  readonly status: ThreadStatus;
  readonly unread: boolean;
  readonly archived: boolean;
  readonly pinned: boolean;
  /** Its own way of telling; absent: as the settings say. */
  readonly notices?: ThreadNotices;
  /** Where the person put it among its neighbours; absent: as it was created. */
  readonly rank?: number;
  /** What it does, asks or last said, in one line of at most 200 characters. */
  readonly preview: string;
  /** It was begun by an automation. */
  readonly automation?: ThreadAutomation;
  readonly branch?: string;
  readonly worktree?: ThreadWorktree["state"];
  readonly pullRequest?: ThreadPullRequest;
  /** Lines that its worktree adds to and removes from its base, as of the last look. */
  readonly additions: number;
  readonly deletions: number;
  /** How far its work is read, as of the last count; absent: nobody has read any of it, or there is nothing to read. */
  readonly reading?: ReadProgress;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When its agent came to rest, as `restingSince` says; rows that are older than this field have none. */
  readonly restingSince?: number;
}

/** Since when a thread calls: since its agent came to rest. What the person changes does not make it younger. */
export const callsSince = ({ restingSince, updatedAt }: Pick<ThreadRow, "restingSince" | "updatedAt">): number =>
  restingSince ?? updatedAt;

/** What a list is ordered by: where the person put a thread, else when it was created. The highest is on top. */
export const threadRank = ({ rank, createdAt }: Pick<ThreadRow, "rank" | "createdAt">): number => rank ?? createdAt;

/**
 * The order of lists: the newest first, and what the person moved where it was put. Not by last change, so that rows do not
 * move under the pointer while agents work.
 */
export const compareThreads = (a: ThreadRow, b: ThreadRow): number =>
  threadRank(b) - threadRank(a) || (a.id < b.id ? 1 : -1);

export type ThreadListEvent =
  | { readonly type: "snapshot"; readonly rows: readonly ThreadRow[] }
  | { readonly type: "changed"; readonly rows: readonly ThreadRow[] }
  | { readonly type: "removed"; readonly threadId: ThreadId };

/** Where a thread works. */
export const Workspace = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("worktree"),
    /** A branch, tag or commit; by default what the project's checkout is on. */
    base: z.string().optional(),
    /** Copies the checkout's uncommitted changes; the checkout itself is only read. */
    copyLocalChanges: z.boolean().default(false),
  }),
  /** The project's own folder, or one inside it. */
  z.object({ kind: z.literal("local"), folder: z.string().max(4096).optional() }),
]);
export type Workspace = z.infer<typeof Workspace>;

export type ThreadWatchEvent =
  /** The thread with its last items; everything up to `seq` is in it. */
  | { readonly type: "snapshot"; readonly seq: number; readonly thread: Thread }
  /** What came after, in order; live events have no `seq`. */
  | { readonly type: "events"; readonly events: readonly LoggedEvent[] }
  /** The watcher fell behind, or asked for a place that is gone: watch again without `after`. */
  | { readonly type: "resync" };

/**
 * What goes with a message: pictures and files kept before (`attachments`), skills named with `$`, threads named with
 * `@`. A file of the project is a word of the text alone: the agent reads it.
 */
const Attached = {
  images: z.array(Image).max(20).optional(),
  skills: z.array(z.string().min(1).max(64)).max(10).optional(),
  threads: z.array(ThreadMention).max(10).optional(),
  attachments: z.array(AttachedFile).max(20).optional(),
};

/** The JSON Schema that the last message of the turn has to follow. */
const OutputSchema = z.record(z.string(), z.unknown()).optional();

/** An item that has a text, and how often. */
export interface FoundItem {
  readonly turnId: TurnId;
  readonly itemId: ItemId;
  readonly count: number;
}

/** Where a thread has a text, the oldest first; `more` when there were too many to tell. */
export interface FoundText {
  readonly items: readonly FoundItem[];
  readonly more: boolean;
}

export type AsideEvent =
  /** Nothing was asked: it would pass that budget. The person may ask all the same. */
  | { readonly type: "over_budget"; readonly request: Extract<ApprovalRequest, { kind: "budget" }> }
  | { readonly type: "delta"; readonly text: string }
  | { readonly type: "done"; readonly text: string; readonly usage: Usage }
  | { readonly type: "failed"; readonly error: TurnError };

/** How a checkout's commits differ from those of a moment before: a roll back of the files leaves them as they are. */
export interface CommitsSince {
  /** Made or brought in since. */
  readonly added: number;
  /** The newest of these, up to five. */
  readonly newest: readonly { readonly id: string; readonly subject: string }[];
  /** There at that moment and no longer in the branch. */
  readonly gone: number;
}

/** Characters that a message may have; longer texts go along as files. */
export const MESSAGE_LIMIT = 500_000;
const MessageText = z.string().trim().min(1).max(MESSAGE_LIMIT);
/** The words of what may go without any, as pictures and files do. */
const Words = z.string().trim().max(MESSAGE_LIMIT);
const saysSomething = ({
  text,
  images = [],
  attachments = [],
}: {
  readonly text?: string;
  readonly images?: readonly unknown[];
  readonly attachments?: readonly unknown[];
}): boolean => text !== "" || images.length + attachments.length > 0;
const silent = { error: "A message has words, or something attached" };

export const threads = {
  list: query({
    input: z.object({ projectId: ProjectId.optional(), archived: z.boolean().default(false) }),
    output: output<readonly ThreadRow[]>(),
  }),
  watchList: watch({ input: z.object({}), event: output<ThreadListEvent>() }),
  /** With `after`, a known sequence number, only the events behind it come, if they are still at hand. */
  watch: watch({
    input: z.object({
      threadId: ThreadId,
      after: z.int().min(0).optional(),
      items: z.int().min(1).max(2000).default(200),
    }),
    event: output<ThreadWatchEvent>(),
    errors: ["thread_not_found"],
  }),
  /** The page of items before one that is loaded, as (partial) turns; `turnId` is the turn of that item. */
  earlier: query({
    input: z.object({
      threadId: ThreadId,
      turnId: TurnId,
      before: ItemId,
      limit: z.int().min(1).max(2000).default(200),
    }),
    output: output<{ readonly turns: readonly Turn[]; readonly earlierTurns: number }>(),
    errors: ["thread_not_found"],
  }),
  /** Where the thread has a text, upper and lower case alike, whether a client has loaded it or not. */
  find: query({
    input: z.object({ threadId: ThreadId, text: z.string().min(1).max(200) }),
    output: output<FoundText>(),
    errors: ["thread_not_found"],
  }),
  /** Creates the thread and, with `text`, sends the first message as soon as its worktree is ready. */
  create: command({
    input: z
      .object({
        projectId: ProjectId,
        workspace: Workspace,
        settings: ThreadSettings.partial().optional(),
        title: z.string().trim().max(200).optional(),
        text: Words.optional(),
        messageId: MessageId.optional(),
        ...Attached,
        outputSchema: OutputSchema,
      })
      .refine(saysSomething, silent),
    output: output<{ readonly threadId: ThreadId }>(),
    errors: [
      "project_not_found",
      "path_not_found",
      "not_a_repository",
      "branch_not_found",
      "empty_repository",
      "git_failed",
      "input_invalid",
      "profile_not_found",
    ],
  }),
  rename: command({
    input: z.object({ threadId: ThreadId, title: z.string().trim().min(1).max(200) }),
    output: output<void>(),
    errors: ["thread_not_found"],
  }),
  configure: command({
    input: z.object({ threadId: ThreadId, settings: ThreadSettings.partial() }),
    output: output<{ readonly settings: ThreadSettings }>(),
    errors: ["thread_not_found", "profile_not_found"],
  }),
  flag: command({
    input: z.object({
      threadId: ThreadId,
      pinned: z.boolean().optional(),
      archived: z.boolean().optional(),
      unread: z.boolean().optional(),
      /** Null takes its own way away. */
      notices: ThreadNotices.nullable().optional(),
    }),
    output: output<void>(),
    errors: ["thread_not_found", "turn_running"],
  }),
  /** Puts it directly above another thread of its list (its project's, or the pinned ones), or at the list's end. */
  move: command({
    input: z.object({ threadId: ThreadId, before: ThreadId.optional() }),
    output: output<void>(),
    errors: ["thread_not_found"],
  }),
  /** Forgets the thread and its log. Its worktree must be removed first. */
  delete: command({
    input: z.object({ threadId: ThreadId }),
    output: output<void>(),
    errors: ["thread_not_found", "turn_running", "worktree_kept"],
  }),
  /**
   * A new thread that begins with this one's turns up to `turnId` (all of them by default). files: where its worktree
   * starts: from the state of the files after that turn, from the base, or in this thread's own folder.
   */
  fork: command({
    input: z.object({
      threadId: ThreadId,
      turnId: TurnId.optional(),
      files: z.enum(["turn", "base", "shared"]).default("turn"),
      title: z.string().trim().max(200).optional(),
    }),
    output: output<{ readonly threadId: ThreadId }>(),
    errors: [
      "thread_not_found",
      "turn_not_found",
      "checkpoint_missing",
      "not_a_repository",
      "empty_repository",
      "branch_not_found",
      "input_invalid",
      "git_failed",
    ],
  }),
  /**
   * Takes a turn and those after it out of the thread; with `files` the folder goes back to how it was before it. What
   * was in the folder until then is saved: `snapshot` is what `restoreFiles` takes. Commits stay: the branch keeps all
   * of them, `commits` counts those since.
   */
  rollBack: command({
    input: z.object({ threadId: ThreadId, turnId: TurnId, files: z.boolean() }),
    output: output<{ readonly snapshot?: string; readonly commits?: number }>(),
    errors: [
      "thread_not_found",
      "turn_not_found",
      "turn_running",
      "checkpoint_missing",
      "worktree_missing",
      "worktree_busy",
      "worktree_mismatch",
      "git_failed",
    ],
  }),
  /** The commits since a turn's beginning. */
  commitsSince: query({
    input: z.object({ threadId: ThreadId, turnId: TurnId }),
    output: output<CommitsSince>(),
    errors: ["thread_not_found", "turn_not_found", "checkpoint_missing", "worktree_missing", "git_failed"],
  }),
  /** Puts the files back to a state that was saved for this thread; what is there now is saved before. */
  restoreFiles: command({
    input: z.object({ threadId: ThreadId, snapshot: z.string().regex(/^[0-9a-f]{40,64}$/) }),
    output: output<{ readonly snapshot?: string }>(),
    errors: [
      "thread_not_found",
      "turn_running",
      "checkpoint_missing",
      "worktree_missing",
      "worktree_busy",
      "worktree_mismatch",
      "git_failed",
    ],
  }),
  /** Rolls back the turn that the last message of the person began, and sends it anew with other words. */
  resend: command({
    input: z
      .object({
        threadId: ThreadId,
        turnId: TurnId,
        messageId: MessageId,
        text: Words,
        files: z.boolean(),
        ...Attached,
      })
      .refine(saysSomething, silent),
    output: output<{ readonly snapshot?: string; readonly commits?: number }>(),
    errors: [
      "thread_not_found",
      "turn_not_found",
      "turn_running",
      "checkpoint_missing",
      "worktree_missing",
      "worktree_busy",
      "worktree_mismatch",
      "git_failed",
    ],
  }),
  /** Makes the conversation shorter for the model, as a turn of its own. */
  compact: command({
    input: z.object({ threadId: ThreadId }),
    output: output<void>(),
    errors: ["thread_not_found", "thread_archived", "turn_running", "nothing_to_compact"],
  }),
  /**
   * Asks the model about the thread beside it: nothing of question and answer stays in the thread. With `overBudget`
   * the person allows this one request beyond their budgets.
   */
  aside: watch({
    input: z.object({ threadId: ThreadId, text: MessageText, overBudget: z.boolean().default(false) }),
    event: output<AsideEvent>(),
    errors: ["thread_not_found", "no_model_access"],
  }),
  /** The whole thread as a file's text. */
  export: query({
    input: z.object({ threadId: ThreadId, format: z.enum(["markdown", "json"]) }),
    output: output<{ readonly fileName: string; readonly text: string }>(),
    errors: ["thread_not_found"],
  }),
  /** Text that the person typed and did not send, by the name that the client gave the place: a thread, a new one. */
  draft: query({
    input: z.object({ key: z.string().min(1).max(100) }),
    output: output<{ readonly text: string }>(),
  }),
  saveDraft: command({
    // Twice a message and more: a draft with chips is a document, and escapes take room.
    input: z.object({ key: z.string().min(1).max(100), text: z.string().max(4_000_000) }),
    output: output<void>(),
  }),
};

export const turns = {
  /** Starts a turn, or puts the message in the queue while one runs. Sending one `messageId` twice is sending it once. */
  send: command({
    input: z
      .object({
        threadId: ThreadId,
        messageId: MessageId,
        text: Words,
        ...Attached,
        outputSchema: OutputSchema,
      })
      .refine(saysSomething, silent),
    output: output<{ readonly delivery: "turn" | "queue" }>(),
    errors: ["thread_not_found", "thread_archived", "worktree_missing"],
  }),
  /**
   * Says something to the running turn: at once where the provider can, else before its next model request. Without a
   * running turn it starts one. Its way shows in the thread's `steers`.
   */
  steer: command({
    input: z
      .object({ threadId: ThreadId, messageId: MessageId, text: Words, ...Attached })
      .refine(saysSomething, silent),
    output: output<{ readonly delivery: "turn" | "steer" }>(),
    errors: ["thread_not_found", "thread_archived", "worktree_missing", "turn_not_steerable"],
  }),
  /** Takes back a message on its way that the provider does not have yet; it is gone, or in the queue with `toQueue`. */
  unsteer: command({
    input: z.object({ threadId: ThreadId, messageId: MessageId, toQueue: z.boolean().default(false) }),
    output: output<void>(),
    errors: ["thread_not_found", "message_not_found"],
  }),
  /**
   * Stops the running turn: the model's stream is cut, the commands it waits for are gone. Those that went on in the
   * background run on; they are listed and stopped with `machine`.
   */
  interrupt: command({
    input: z.object({ threadId: ThreadId }),
    output: output<void>(),
    errors: ["thread_not_found", "turn_not_running"],
  }),
};

export const queue = {
  /** Sends a queued message now: after a turn that was stopped or failed, nothing in the queue goes out by itself. */
  send: command({
    input: z.object({ threadId: ThreadId, messageId: MessageId }),
    output: output<void>(),
    errors: ["thread_not_found", "message_not_found", "turn_running", "worktree_missing"],
  }),
  edit: command({
    input: z.object({ threadId: ThreadId, messageId: MessageId, text: MessageText }),
    output: output<void>(),
    errors: ["thread_not_found", "message_not_found"],
  }),
  /** Puts a queued message before another one, or at the end. */
  move: command({
    input: z.object({ threadId: ThreadId, messageId: MessageId, before: MessageId.optional() }),
    output: output<void>(),
    errors: ["thread_not_found", "message_not_found"],
  }),
  /** Steers the running turn with a queued message. */
  promote: command({
    input: z.object({ threadId: ThreadId, messageId: MessageId }),
    output: output<void>(),
    errors: ["thread_not_found", "message_not_found", "turn_not_running", "turn_not_steerable"],
  }),
  remove: command({
    input: z.object({ threadId: ThreadId, messageId: MessageId }),
    output: output<void>(),
    errors: ["thread_not_found", "message_not_found"],
  }),
};
