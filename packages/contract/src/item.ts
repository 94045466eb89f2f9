import { z } from "zod";
import { BlobId, ItemId, MessageId } from "./ids.ts";

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

export const UserMessage = z.object({
  ...base,
  type: z.literal("user_message"),
  text: z.string(),
  /** The client's name for the message, so that a repeated send is one message. */
  messageId: MessageId,
});
export type UserMessage = z.infer<typeof UserMessage>;

export const AgentMessage = z.object({ ...base, type: z.literal("agent_message"), text: z.string() });
export type AgentMessage = z.infer<typeof AgentMessage>;

export const Reasoning = z.object({ ...base, type: z.literal("reasoning"), text: z.string() });
export type Reasoning = z.infer<typeof Reasoning>;

export const PlanStep = z.object({ step: z.string(), status: z.enum(["pending", "in_progress", "completed"]) });
export type PlanStep = z.infer<typeof PlanStep>;
export const Plan = z.object({
  ...base,
  type: z.literal("plan"),
  explanation: z.string().optional(),
  steps: z.array(PlanStep),
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

export const ToolCall = z.object({
  ...base,
  type: z.literal("tool_call"),
  tool: z.string(),
  /** One line for a person: what it was asked to do. */
  summary: z.string(),
  output: z.string(),
  image: BlobId.optional(),
});
export type ToolCall = z.infer<typeof ToolCall>;

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
  ErrorItem,
]);
export type Item = z.infer<typeof Item>;
