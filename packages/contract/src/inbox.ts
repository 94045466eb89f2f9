import { z } from "zod";
import { command, output, query, watch } from "./define.ts";
import { type AutomationId, InboxEntryId, type ProjectId, type RunId, type ThreadId } from "./ids.ts";
import type { FindingPriority } from "./item.ts";
import type { RunState } from "./run.ts";

/** finding: one thing that a run found. changes: work to review. report: an answer without either. */
export type InboxKind = "finding" | "changes" | "report" | "failure" | "missed" | "nothing";

/** What a run has to say. Its words are a model's: plain text, never markup. */
export interface InboxEntry {
  readonly id: InboxEntryId;
  readonly runId: RunId;
  readonly automationId: AutomationId;
  readonly automationName: string;
  readonly projectId?: ProjectId;
  readonly threadId?: ThreadId;
  readonly kind: InboxKind;
  readonly runState: RunState;
  readonly at: number;
  readonly title: string;
  readonly body: string;
  readonly priority?: FindingPriority;
  /** Relative to the repository's root. */
  readonly path?: string;
  readonly line?: number;
  /** A command that shows it, with the end of what it printed. */
  readonly proof?: { readonly command: string; readonly output: string };
  readonly changes?: { readonly files: number; readonly additions: number; readonly deletions: number };
  /** Of the whole run, in US dollars. */
  readonly dollars?: number;
  readonly unread: boolean;
  readonly archived: boolean;
}

export type InboxEvent =
  | { readonly type: "snapshot"; readonly entries: readonly InboxEntry[]; readonly unread: number }
  | { readonly type: "changed"; readonly entries: readonly InboxEntry[]; readonly unread: number };

const Ids = z.array(InboxEntryId).min(1).max(1000);

export const inbox = {
  /** The entries that are not archived, the newest first; then those that come or change. `unread` counts all of them. */
  watch: watch({
    input: z.object({ limit: z.int().min(1).max(1000).default(500) }),
    event: output<InboxEvent>(),
  }),
  /** Archived ones too, the newest first. */
  list: query({
    input: z.object({
      archived: z.boolean().optional(),
      before: z.number().optional(),
      limit: z.int().min(1).max(500).default(200),
    }),
    output: output<readonly InboxEntry[]>(),
  }),
  mark: command({
    input: z.object({ entryIds: Ids, unread: z.boolean().optional(), archived: z.boolean().optional() }),
    output: output<void>(),
    errors: ["inbox_entry_not_found"],
  }),
};
