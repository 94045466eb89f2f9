import type { AutomationId, ProjectId, RunId, ThreadId, TurnId } from "./ids.ts";

/** Why there is a run. Of each cause there is one record for each project, ever. */
export type RunCause =
  | { readonly kind: "schedule" }
  | { readonly kind: "branch"; readonly branch: string; readonly commit: string; readonly before?: string }
  /** The first of the paths; `more` are not named. */
  | { readonly kind: "files"; readonly paths: readonly string[]; readonly more?: number }
  | { readonly kind: "after"; readonly runId: RunId }
  /** What came with the request, as text that nobody has checked. */
  | { readonly kind: "webhook"; readonly payload?: string }
  | { readonly kind: "person" };

/**
 * pending: it waits for its turn. running: its agent works. parked: its agent waits for a person. completed, failed (its
 * agent could not go on), stopped (by a person or a limit): it ended. skipped: it was not to begin (another one was under
 * way). missed: nothing could begin it then.
 */
export type RunState = "pending" | "running" | "parked" | "completed" | "failed" | "stopped" | "skipped" | "missed";

/** What came of a run that completed. */
export type RunOutcome = "found" | "changed" | "nothing" | "done";

/** One occurrence of an automation in one project: the only record of its due time. */
export interface Run {
  readonly id: RunId;
  readonly automationId: AutomationId;
  /** As it was called then. */
  readonly automationName: string;
  /** Undefined when its project is gone. */
  readonly projectId?: ProjectId;
  readonly cause: RunCause;
  /** When it should have begun. */
  readonly dueAt: number;
  readonly state: RunState;
  /** Without the right to change anything. */
  readonly dry: boolean;
  /** Why it was skipped, missed, stopped or failed, or began late: plain words. */
  readonly reason?: string;
  /** More due times that have no record of their own: there were too many. `atLeast`: they were not counted to the end. */
  readonly standsFor?: { readonly count: number; readonly until: number; readonly atLeast?: true };
  readonly threadId?: ThreadId;
  readonly turnId?: TurnId;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** The commit that its worktree began from. */
  readonly commit?: string;
  /** What it took, in US dollars; undefined where a price is not known. */
  readonly dollars?: number;
  readonly tokens?: number;
  readonly outcome?: RunOutcome;
  /** What the agent reported, or the end of what it said; at most 2,000 characters. */
  readonly summary?: string;
  readonly findings?: number;
  readonly changes?: { readonly files: number; readonly additions: number; readonly deletions: number };
}

/** Whether nothing more comes of it. */
export const hasEnded = ({ state }: Pick<Run, "state">): boolean =>
  state !== "pending" && state !== "running" && state !== "parked";

/** So many of the files that began a run are named where runs are listed. */
const NAMED = 20;

/** A run as lists tell it: what a request said is for its agent alone, and of many files the first are named. */
export function listedRun(run: Run): Run {
  const { cause } = run;
  if (cause.kind === "webhook") return { ...run, cause: { kind: "webhook" } };
  if (cause.kind !== "files" || cause.paths.length <= NAMED) return run;
  const paths = cause.paths.slice(0, NAMED);
  return { ...run, cause: { ...cause, paths, more: (cause.more ?? 0) + cause.paths.length - NAMED } };
}
