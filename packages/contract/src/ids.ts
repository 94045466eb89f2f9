import { z } from "zod";

const id = <Brand extends string>(_brand: Brand) =>
  z
    .string()
    .min(1)
    .max(64)
    .regex(/^[A-Za-z0-9_-]+$/, "an id has letters, digits, _ and - only")
    .brand<Brand>();

export const ProjectId = id("ProjectId");
export type ProjectId = z.infer<typeof ProjectId>;
export const ThreadId = id("ThreadId");
export type ThreadId = z.infer<typeof ThreadId>;
export const TurnId = id("TurnId");
export type TurnId = z.infer<typeof TurnId>;
export const ItemId = id("ItemId");
export type ItemId = z.infer<typeof ItemId>;
export const ApprovalId = id("ApprovalId");
export type ApprovalId = z.infer<typeof ApprovalId>;
export const WorktreeId = id("WorktreeId");
export type WorktreeId = z.infer<typeof WorktreeId>;
export const LandingId = id("LandingId");
export type LandingId = z.infer<typeof LandingId>;
export const HandoverId = id("HandoverId");
export type HandoverId = z.infer<typeof HandoverId>;
export const MessageId = id("MessageId");
export type MessageId = z.infer<typeof MessageId>;
export const QuestionId = id("QuestionId");
export type QuestionId = z.infer<typeof QuestionId>;
export const ReviewId = id("ReviewId");
export type ReviewId = z.infer<typeof ReviewId>;
export const FindingId = id("FindingId");
export type FindingId = z.infer<typeof FindingId>;
export const RevertId = id("RevertId");
export type RevertId = z.infer<typeof RevertId>;
/** A UUID in small letters: the name of a file on every system. */
export const RecordingId = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  .brand<"RecordingId">();
export type RecordingId = z.infer<typeof RecordingId>;
export const CommentId = id("CommentId");
export type CommentId = z.infer<typeof CommentId>;
export const AutomationId = id("AutomationId");
export type AutomationId = z.infer<typeof AutomationId>;
export const RunId = id("RunId");
export type RunId = z.infer<typeof RunId>;
export const InboxEntryId = id("InboxEntryId");
export type InboxEntryId = z.infer<typeof InboxEntryId>;
export const TerminalId = id("TerminalId");
export type TerminalId = z.infer<typeof TerminalId>;
/** The SHA-256 of a file kept beside the database, in hex. */
export const BlobId = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<"BlobId">();
export type BlobId = z.infer<typeof BlobId>;
