import { z } from "zod";
import { command, output, query, watch } from "./define.ts";
import { AutomationId, InboxEntryId, ProjectId, type RunId, type ThreadId } from "./ids.ts";
import type { FindingPriority } from "./item.ts";
import type { Run, RunState } from "./run.ts";

/**
 * finding: one thing that a run found. changes: work to review. report: an answer without either. Runs that did
 * not begin have their record alone.
 */
export const InboxKind = z.enum(["finding", "changes", "report", "failure", "nothing"]);
export type InboxKind = z.infer<typeof InboxKind>;

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
  readonly proof?: InboxProof;
  readonly changes?: { readonly files: number; readonly additions: number; readonly deletions: number };
  /** Of the whole run, in US dollars. */
  readonly dollars?: number;
  readonly unread: boolean;
  readonly archived: boolean;
}

export interface InboxProof {
  readonly command: string;
  readonly output: string;
  readonly exitCode?: number;
  /** The host saw the command run in the run's thread and print that; otherwise it is only what the agent says. */
  readonly proven?: boolean;
}

/** An entry as lists show it: without its long texts, which `inbox.get` has. */
export interface InboxRow extends Omit<InboxEntry, "body" | "proof"> {
  /** How its text begins, on one line of at most 200 characters. */
  readonly digest: string;
  /** Whether it has a command that shows it, and whether the host saw it do so. */
  readonly proof?: "claimed" | "proven";
}

/** `unread` counts all entries that are unread and not archived, also those that a watcher was not given. */
export type InboxEvent =
  | { readonly type: "snapshot"; readonly rows: readonly InboxRow[]; readonly unread: number }
  | { readonly type: "changed"; readonly rows: readonly InboxRow[]; readonly unread: number };

/** The lines that an entry is about, as they are now. */
export interface InboxLines {
  /** worktree: where the run worked. project: in the project's own checkout, since that is gone or was never there. */
  readonly place: "worktree" | "project";
  /** The number of the first line. */
  readonly from: number;
  readonly lines: readonly string[];
}

/** Runs of one automation of which nothing more is to be said than how many there were. */
export interface InboxGroup {
  readonly automationId: AutomationId;
  readonly automationName: string;
  readonly state: Extract<RunState, "completed" | "skipped" | "missed">;
  readonly runs: number;
  /** Of the newest of them. */
  readonly lastAt: number;
  /** Why, or what it said: of the newest of them. */
  readonly words?: string;
  readonly projectIds: readonly ProjectId[];
  readonly dollars: number;
  /** The entries of those runs, the newest first; at most a hundred. */
  readonly entryIds: readonly InboxEntryId[];
}

/** What went on without the person since a time. */
export interface Morning {
  readonly since: number;
  /** Runs that were due or under way since then; those that were skipped and missed are not among them. */
  readonly runs: number;
  readonly failed: number;
  /** Ended by a limit or by a person. */
  readonly stopped: number;
  /** Pending, running. */
  readonly underway: number;
  /** Threads that these runs worked in. */
  readonly threadIds: readonly ThreadId[];
  readonly findings: { readonly count: number; readonly highest?: FindingPriority; readonly ofHighest: number };
  readonly changes: { readonly count: number; readonly additions: number; readonly deletions: number };
  readonly dollars: number;
  /** Runs whose price is not known. */
  readonly unpriced: number;
  /** Those that wait for the person, since whenever; the longest first. */
  readonly parked: readonly Run[];
  /** Due times that nothing came of. */
  readonly passed: readonly InboxGroup[];
  /** Runs that found nothing and are archived. */
  readonly nothing: readonly InboxGroup[];
}

const Ids = z.array(InboxEntryId).min(1).max(5000);

/** What a list shows; without a part, whatever it is. */
export const InboxFilter = z.object({
  unread: z.boolean().optional(),
  archived: z.boolean().optional(),
  automationId: AutomationId.optional(),
  projectId: ProjectId.optional(),
  kinds: z.array(InboxKind).min(1).max(6).optional(),
});
export type InboxFilter = z.infer<typeof InboxFilter>;

export const inbox = {
  /** The newest that are not archived, none of them with a `limit` of 0; then those that come or change, archived ones too. */
  watch: watch({
    input: z.object({ limit: z.int().min(0).max(1000).default(500) }),
    event: output<InboxEvent>(),
  }),
  /** The newest first; `before`: those behind that entry. */
  list: query({
    input: InboxFilter.extend({
      before: InboxEntryId.optional(),
      limit: z.int().min(1).max(1000).default(200),
    }),
    output: output<readonly InboxRow[]>(),
    errors: ["inbox_entry_not_found"],
  }),
  /** All that an entry says, with the record of its run as it stands. */
  get: query({
    input: z.object({ entryId: InboxEntryId }),
    output: output<{ readonly entry: InboxEntry; readonly run?: Run }>(),
    errors: ["inbox_entry_not_found"],
  }),
  /** The lines around the place that an entry names. */
  lines: query({
    input: z.object({ entryId: InboxEntryId, around: z.int().min(0).max(50).default(3) }),
    output: output<InboxLines>(),
    errors: ["inbox_entry_not_found", "project_not_found", "file_not_found", "path_outside"],
  }),
  /** All of them or, when one is gone, none. */
  mark: command({
    input: z.object({ entryIds: Ids, unread: z.boolean().optional(), archived: z.boolean().optional() }),
    output: output<void>(),
    errors: ["inbox_entry_not_found"],
  }),
  morning: query({ input: z.object({ since: z.number() }), output: output<Morning>() }),
};
