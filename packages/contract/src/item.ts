import { z } from "zod";
import { BlobId, CommentId, FindingId, ItemId, MessageId, ReviewId, ThreadId } from "./ids.ts";

/** What became of an item. declined: the person said no; interrupted: the turn was stopped or the host died. */
export const ItemStatus = z.enum(["running", "completed", "failed", "declined", "interrupted"]);
export type ItemStatus = z.infer<typeof ItemStatus>;

const base = {
  id: ItemId,
  status: ItemStatus,
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  endedAt: z.number().optional(),
};

/** A picture that the person or the agent put into the thread: a file beside the database, never bytes in the log. */
export const Image = z.object({ blob: BlobId, name: z.string().max(255), type: z.string().max(100) });
export type Image = z.infer<typeof Image>;

/** A file from outside of the project that the person gave along: the host keeps a copy that agents may read. */
export const AttachedFile = z.object({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  name: z.string().min(1).max(255),
  /** Bytes. */
  size: z.int().min(0),
});
export type AttachedFile = z.infer<typeof AttachedFile>;

/** Another thread that a message names with `@`: the agent is told what it is, not its conversation. */
export const ThreadMention = z.object({ threadId: ThreadId, title: z.string().max(200) });
export type ThreadMention = z.infer<typeof ThreadMention>;

/** Whose lines they are: those of the version before, or of the one after. */
export const CommentSide = z.enum(["old", "new"]);
export type CommentSide = z.infer<typeof CommentSide>;

/** Both ends are among them; the first line of a file is 1. */
export const CommentLines = z.object({ from: z.int().min(1), to: z.int().min(1) });
export type CommentLines = z.infer<typeof CommentLines>;

/** A comment on the diff as it was sent with a message, whose text says it in full. */
export const SentComment = z.object({
  id: CommentId,
  /** What the agent calls it by: "C3". */
  number: z.int().min(1),
  path: z.string(),
  side: CommentSide,
  lines: CommentLines,
  text: z.string(),
});
export type SentComment = z.infer<typeof SentComment>;

/** Comments on the diff that were sent as one message, with a note to all of them. */
export const SentComments = z.object({ list: z.array(SentComment), note: z.string().optional() });
export type SentComments = z.infer<typeof SentComments>;

export const UserMessage = z.object({
  ...base,
  type: z.literal("user_message"),
  text: z.string(),
  /** The client's name for the message, so that a repeated send is one message. */
  messageId: MessageId,
  images: z.array(Image).optional(),
  /** Skills that the person named with `$`, in their order. */
  skills: z.array(z.string()).optional(),
  threads: z.array(ThreadMention).optional(),
  attachments: z.array(AttachedFile).optional(),
  /** It is the accepted plan of that item. */
  plan: ItemId.optional(),
  /** It is comments on the diff; the text says them in full. */
  comments: SentComments.optional(),
  /** It reached the turn while that ran. */
  steered: z.boolean().optional(),
});
export type UserMessage = z.infer<typeof UserMessage>;

export const AgentMessage = z.object({ ...base, type: z.literal("agent_message"), text: z.string() });
export type AgentMessage = z.infer<typeof AgentMessage>;

export const Reasoning = z.object({ ...base, type: z.literal("reasoning"), text: z.string() });
export type Reasoning = z.infer<typeof Reasoning>;

export const PlanStep = z.object({
  /** Stays the step's own while it is moved and rewritten; steps of older logs have none, see `planContent`. */
  id: z.string().optional(),
  step: z.string(),
  status: z.enum(["pending", "in_progress", "completed"]),
});
export type PlanStep = z.infer<typeof PlanStep>;

/** What a plan says, for one who reads or changes it. */
export const PlanContent = z.object({
  title: z.string().trim().max(200),
  text: z.string().max(200_000),
  steps: z.array(z.object({ id: z.string().min(1).max(200), step: z.string().trim().min(1).max(1000) })).max(100),
});
export type PlanContent = z.infer<typeof PlanContent>;

/** What the person says to a proposed plan, beside one of its steps or to all of it. */
export const PlanComment = z.object({
  id: z.string().min(1).max(64),
  /** The step it is about; the plan as a whole without one. */
  stepId: z.string().max(200).optional(),
  /** The step's words when it was written, for the time after the step. */
  about: z.string().max(1000).optional(),
  text: z.string().trim().min(1).max(4000),
  at: z.number(),
  state: z.enum(["open", "resolved"]),
  /** The agent was told of it. */
  sent: z.boolean().optional(),
});
export type PlanComment = z.infer<typeof PlanComment>;

export const Plan = z.object({
  ...base,
  type: z.literal("plan"),
  explanation: z.string().optional(),
  steps: z.array(PlanStep),
  /** What plan mode ends with: the plan in Markdown, beside its steps. The person edits, accepts or declines it. */
  proposal: z
    .object({
      title: z.string(),
      text: z.string(),
      state: z.enum(["open", "accepted", "accepted_fresh", "declined", "superseded"]),
      /** The person changed it before accepting. */
      edited: z.boolean(),
      /** How often the person changed it or its comments. */
      revision: z.int().min(0).optional(),
      /** What the agent proposed, once the person changed it. */
      proposed: PlanContent.optional(),
      comments: z.array(PlanComment).optional(),
    })
    .optional(),
});
export type Plan = z.infer<typeof Plan>;

export const Command = z.object({
  ...base,
  type: z.literal("command"),
  /** As a person would type it. */
  command: z.string(),
  /** Absolute. */
  cwd: z.string(),
  /** agent: a tool call; setup: the project's script for a new worktree. */
  purpose: z.enum(["agent", "setup"]),
  sandboxed: z.boolean(),
  /** What was printed, cut in the middle beyond 64 KiB; then `outputBlob` has up to 8 MiB of it. */
  output: z.string(),
  outputBytes: z.number(),
  outputBlob: BlobId.optional(),
  exitCode: z.number().nullable().optional(),
  /** It has not started: the machine has no room yet. A place of 1 is next. */
  waiting: z.object({ place: z.int().min(1) }).optional(),
});
export type Command = z.infer<typeof Command>;

export const FileChange = z.object({
  ...base,
  type: z.literal("file_change"),
  changes: z.array(
    z.object({
      /** Relative to the thread's folder, with forward slashes. */
      path: z.string(),
      kind: z.enum(["add", "delete", "update"]),
      movedTo: z.string().optional(),
      additions: z.number(),
      deletions: z.number(),
      /** A unified diff without file headers, cut beyond 32 KiB. */
      diff: z.string(),
    }),
  ),
  /** Why it was refused or failed. */
  error: z.string().optional(),
});
export type FileChange = z.infer<typeof FileChange>;

/** What a self-test of the project's app saw, kept with the thread: it is still there when the worktree is gone. */
export const Evidence = z.object({
  /** before, after, or what the agent called the run. */
  label: z.string().max(40),
  /** Every step passed, and the page reported no error. */
  passed: z.boolean(),
  at: z.number(),
  commit: z.string().max(64).optional(),
  /** Files that were not committed. */
  uncommitted: z.number().optional(),
  browser: z.string().max(100).optional(),
  steps: z
    .array(
      z.object({
        does: z.string(),
        status: z.enum(["passed", "failed", "skipped"]),
        error: z.string().optional(),
      }),
    )
    .max(200),
  /** What the page reported of itself: errors and warnings. */
  console: z.array(z.object({ level: z.string(), text: z.string() })).max(50),
  /** The blob's name is the SHA-256 of the picture as it was taken. */
  pictures: z.array(Image.extend({ about: z.string(), width: z.number(), height: z.number() })).max(40),
});
export type Evidence = z.infer<typeof Evidence>;

export const ToolCall = z.object({
  ...base,
  type: z.literal("tool_call"),
  tool: z.string(),
  /** One line for a person: what it was asked to do. */
  summary: z.string(),
  output: z.string(),
  image: BlobId.optional(),
  evidence: Evidence.optional(),
});
export type ToolCall = z.infer<typeof ToolCall>;

/** What the agent asks in plan mode; the answer comes from the person. */
export const QuestionField = z.object({
  id: z.string().min(1).max(64),
  /** A few words above it. */
  header: z.string().max(60),
  question: z.string(),
  options: z.array(z.object({ label: z.string(), description: z.string().optional() })).max(6),
  /** Free text beside the options. */
  freeText: z.boolean(),
  /** The answer goes to the model alone: it is neither shown nor kept in the log. */
  secret: z.boolean(),
});
export type QuestionField = z.infer<typeof QuestionField>;

export const Question = z.object({
  ...base,
  type: z.literal("question"),
  fields: z.array(QuestionField).min(1).max(3),
  /** By the field's id; a secret one is "•••". */
  answers: z.record(z.string(), z.string()).optional(),
});
export type Question = z.infer<typeof Question>;

/** The conversation was made shorter so that it fits into the model's window. */
export const Compaction = z.object({
  ...base,
  type: z.literal("compaction"),
  trigger: z.enum(["auto", "manual", "model_change"]),
  /** provider: its compact endpoint; summary: the model's own words. */
  method: z.enum(["provider", "summary"]),
  /** Tokens of the prompt, counted by the provider or estimated. */
  tokensBefore: z.number(),
  tokensAfter: z.number().optional(),
  /** What the model keeps of it, where a person can read it. */
  summary: z.string().optional(),
  error: z.string().optional(),
});
export type Compaction = z.infer<typeof Compaction>;

/** P0: must not go in; P1: wrong in ordinary use; P2: worth mending; P3: small. */
export const FindingPriority = z.enum(["P0", "P1", "P2", "P3"]);
export type FindingPriority = z.infer<typeof FindingPriority>;

/** A second model looked at the changes. It stands at the beginning of its turn; what it read along the way follows. */
export const ReviewItem = z.object({
  ...base,
  type: z.literal("review"),
  reviewId: ReviewId,
  /** For a person: "Branch against main". */
  scope: z.string(),
  model: z.string(),
  /** auto: by itself, when the agent's work was finished. */
  startedBy: z.enum(["person", "auto"]),
  /** What it does now: "Part 2 of 3". */
  progress: z.string().optional(),
  /** How many files it was given, and how many changed files it was not. */
  files: z.int().min(0),
  unread: z.int().min(0),
  /** What it found; the first of many. Their state since is `findings.list`. */
  findings: z
    .array(
      z.object({
        id: FindingId,
        priority: FindingPriority,
        title: z.string(),
        path: z.string(),
        line: z.number(),
      }),
    )
    .optional(),
  /** Of all that it found, and of what an earlier review had found. */
  counts: z.object({ found: z.int().min(0), again: z.int().min(0), fixed: z.int().min(0) }).optional(),
  summary: z.string().optional(),
  /** Why there is no result. */
  error: z.string().optional(),
});
export type ReviewItem = z.infer<typeof ReviewItem>;

export const ErrorItem = z.object({
  ...base,
  type: z.literal("error"),
  code: z.string(),
  message: z.string(),
  detail: z.string().optional(),
});
export type ErrorItem = z.infer<typeof ErrorItem>;

/** One thing in a turn. */
export const Item = z.discriminatedUnion("type", [
  UserMessage,
  AgentMessage,
  Reasoning,
  Plan,
  Command,
  FileChange,
  ToolCall,
  Question,
  Compaction,
  ReviewItem,
  ErrorItem,
]);
export type Item = z.infer<typeof Item>;
