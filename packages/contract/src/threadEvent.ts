import { z } from "zod";
import { Approval, ApprovalDecision } from "./approval.ts";
import { OverrideRecord } from "./gate.ts";
import {
  ApprovalId,
  AutomationId,
  ItemId,
  MessageId,
  ProjectId,
  QuestionId,
  RunId,
  ThreadId,
  TurnId,
  WorktreeId,
} from "./ids.ts";
import { AttachedFile, Image, Item, SentComments, ThreadMention } from "./item.ts";
import { ThreadLanding } from "./landing.ts";
import { ThreadNotices } from "./notification.ts";
import { AgentMode, ThreadSettings } from "./permissions.ts";
import { ThreadPullRequest } from "./pullRequest.ts";
import { OpenQuestion } from "./question.ts";
import { CacheReport, Usage } from "./usage.ts";

/** The worktree as its thread sees it. */
export const ThreadWorktree = z.object({
  id: WorktreeId,
  /** local: its branch is checked out in the project's own folder, where the thread works now. */
  state: z.enum(["creating", "setting_up", "ready", "failed", "removed", "local"]),
  /** Absolute; the thread's folder. */
  path: z.string(),
  branch: z.string(),
  /** The branch it started from and lands on; undefined when it started from a bare commit. */
  base: z.string().optional(),
  /** The commit it started from. */
  baseCommit: z.string().optional(),
  /** Why it failed, or what it does now ("Checking out 1,204 files"). */
  message: z.string().optional(),
});
export type ThreadWorktree = z.infer<typeof ThreadWorktree>;

export const QueuedMessage = z.object({
  id: MessageId,
  text: z.string(),
  queuedAt: z.number(),
  images: z.array(Image).optional(),
  skills: z.array(z.string()).optional(),
  threads: z.array(ThreadMention).optional(),
  attachments: z.array(AttachedFile).optional(),
  /** It is comments on the diff; the text says them in full. */
  comments: SentComments.optional(),
  /** The JSON Schema that the turn's last message has to follow. */
  outputSchema: z.record(z.string(), z.unknown()).optional(),
});
export type QueuedMessage = z.infer<typeof QueuedMessage>;

/**
 * A message on its way into the running turn. sent: kept by the host; accepted: the provider has it, the model has not
 * read it yet. When the model reads it, it becomes an item of the turn; what a turn's end leaves starts the next turn,
 * or waits in the queue's front when the turn was stopped or failed.
 */
export const Steer = z.object({
  ...QueuedMessage.omit({ queuedAt: true, outputSchema: true }).shape,
  sentAt: z.number(),
  state: z.enum(["sent", "accepted"]),
});
export type Steer = z.infer<typeof Steer>;

export const TurnError = z.object({ code: z.string(), message: z.string(), detail: z.string().optional() });
export type TurnError = z.infer<typeof TurnError>;

/** The thread and its last turn that a fork goes on from. */
export const ForkedFrom = z.object({
  threadId: ThreadId,
  turnId: TurnId.optional(),
  title: z.string(),
  /** The first of a line of forks: their prompts begin alike, so all of them share its cache at the provider. */
  root: ThreadId,
});
export type ForkedFrom = z.infer<typeof ForkedFrom>;

/** The run that a thread was begun for, and its automation. */
export const ThreadAutomation = z.object({ id: AutomationId, runId: RunId });
export type ThreadAutomation = z.infer<typeof ThreadAutomation>;

/** compaction: the conversation is made shorter; review: another model reads the changes. Neither can be steered. */
export const TurnKind = z.enum(["agent", "compaction", "review"]);
export type TurnKind = z.infer<typeof TurnKind>;

const at = { at: z.number() };

/** What happened in a thread. `at` is milliseconds since the epoch. Each but the live ones is a row of the log. */
export const ThreadEvent = z.discriminatedUnion("type", [
  z.object({
    ...at,
    type: z.literal("thread.started"),
    threadId: ThreadId,
    projectId: ProjectId,
    title: z.string(),
    /** Absolute: where commands run. */
    cwd: z.string(),
    settings: ThreadSettings,
    worktree: ThreadWorktree.optional(),
    forkedFrom: ForkedFrom.optional(),
    automation: ThreadAutomation.optional(),
  }),
  /** The turns from this one on are gone; with `files` the folder is as it was before it. */
  z.object({
    ...at,
    type: z.literal("thread.rolled_back"),
    turnId: TurnId,
    files: z.boolean(),
    /** The commit that holds the files as they were until then. */
    snapshot: z.string().optional(),
  }),
  z.object({ ...at, type: z.literal("thread.titled"), title: z.string() }),
  z.object({ ...at, type: z.literal("thread.configured"), settings: ThreadSettings }),
  z.object({
    ...at,
    type: z.literal("thread.flagged"),
    pinned: z.boolean().optional(),
    archived: z.boolean().optional(),
    unread: z.boolean().optional(),
    notices: ThreadNotices.nullable().optional(),
    rank: z.number().optional(),
  }),
  z.object({
    ...at,
    type: z.literal("worktree.changed"),
    worktree: ThreadWorktree,
    /** Where commands run, when that is not the worktree's root. */
    cwd: z.string().optional(),
  }),
  /** How its pull request stood when somebody looked; null: it has none any more. */
  z.object({ ...at, type: z.literal("pull_request.changed"), pullRequest: ThreadPullRequest.nullable() }),
  /** Its work came onto a branch, or that was undone. */
  z.object({ ...at, type: z.literal("landing.changed"), landing: ThreadLanding }),
  z.object({ ...at, type: z.literal("queue.changed"), queue: z.array(QueuedMessage) }),
  z.object({ ...at, type: z.literal("steer.changed"), steers: z.array(Steer) }),
  z.object({
    ...at,
    type: z.literal("turn.started"),
    turnId: TurnId,
    model: z.string(),
    kind: TurnKind.optional(),
    mode: AgentMode.optional(),
  }),
  z.object({
    ...at,
    type: z.literal("turn.usage"),
    turnId: TurnId,
    usage: Usage,
    /** It came with its turn from the thread that this one was forked from, which spent it. */
    inherited: z.boolean().optional(),
    cache: CacheReport.optional(),
    /** The items that this request brought: its share of the cost is theirs. */
    items: z.array(ItemId).optional(),
  }),
  z.object({
    ...at,
    type: z.literal("turn.ended"),
    turnId: TurnId,
    outcome: z.enum(["completed", "failed", "interrupted"]),
    error: TurnError.optional(),
  }),
  /** The worktree's state before or after a turn, as a commit under refs/flightdeck/. */
  z.object({
    ...at,
    type: z.literal("checkpoint.made"),
    turnId: TurnId,
    when: z.enum(["before", "after"]),
    commit: z.string(),
  }),
  z.object({ ...at, type: z.literal("item.started"), turnId: TurnId, item: Item }),
  z.object({ ...at, type: z.literal("item.updated"), turnId: TurnId, item: Item }),
  z.object({ ...at, type: z.literal("item.completed"), turnId: TurnId, item: Item }),
  z.object({ ...at, type: z.literal("approval.requested"), approval: Approval }),
  z.object({ ...at, type: z.literal("approval.resolved"), approvalId: ApprovalId, decision: ApprovalDecision }),
  z.object({ ...at, type: z.literal("question.asked"), question: OpenQuestion }),
  z.object({ ...at, type: z.literal("question.answered"), questionId: QuestionId }),
  /** The person landed the work, or tried to, although the repository asks for more. */
  z.object({ ...at, type: z.literal("gate.overridden"), record: OverrideRecord }),
  /** A row of the log that does not parse: shown, never fatal. */
  z.object({ ...at, type: z.literal("row.quarantined"), seq: z.number(), reason: z.string() }),
  // Live only: never in the log.
  z.object({ ...at, type: z.literal("item.delta"), turnId: TurnId, itemId: ItemId, text: z.string() }),
  z.object({
    ...at,
    type: z.literal("turn.retrying"),
    turnId: TurnId,
    attempt: z.number(),
    of: z.number(),
    reason: z.string(),
  }),
]);
export type ThreadEvent = z.infer<typeof ThreadEvent>;
export type ThreadEventType = ThreadEvent["type"];

/** Text deltas and retries live on the wire alone; what they built up is stored with the item. */
export const isLive = (event: ThreadEvent): boolean => event.type === "item.delta" || event.type === "turn.retrying";

/** An event on the wire: `seq` is its place in the thread's log, absent for live ones. */
export type LoggedEvent = ThreadEvent & { readonly seq?: number };
