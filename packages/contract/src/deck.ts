import { z } from "zod";
import { output, watch } from "./define.ts";
import type { ItemId, QuestionId, ThreadId } from "./ids.ts";
import type { PlanStep, QuestionField } from "./item.ts";

/** What the last run of a thread's tests said. Counts are there where its output tells them. */
export interface TestRun {
  readonly command: string;
  readonly state: "running" | "passed" | "failed" | "stopped";
  readonly passed?: number;
  readonly failed?: number;
  readonly at: number;
}

/** A file that the last turn changed. */
export interface DigestFile {
  /** Relative to the thread's folder. */
  readonly path: string;
  readonly additions: number;
  readonly deletions: number;
}

/** Where the last plan of a thread stands. */
export interface DigestPlan {
  readonly itemId: ItemId;
  /** Of each step, at most 60 of them. */
  readonly steps: readonly PlanStep["status"][];
  /** The words of the step under way. */
  readonly now?: string;
  /** A plan that waits for the person's yes, and how far it is: digests that are older than this field do not say. */
  readonly proposal?: { readonly title: string; readonly first: readonly string[]; readonly revision?: number };
}

/**
 * A thread at a glance, beside its row: a few hundred bytes whatever the thread holds. Texts are cut to a line or two.
 */
export interface ThreadDigest {
  readonly threadId: ThreadId;
  /** What runs now, in a person's words; absent while nothing runs. */
  readonly step?: string;
  /** What the agent last said. */
  readonly said: string;
  /** The last lines that the running or the last command printed. */
  readonly tail: readonly string[];
  readonly plan?: DigestPlan;
  /** What the last turn that changed files changed, the most first. */
  readonly files: readonly DigestFile[];
  readonly fileCount: number;
  readonly tests?: TestRun;
  readonly usage: { readonly tokens: number; readonly cost?: number };
  readonly queued: number;
  readonly steers: number;
  /** The question that waits: its first field, and how many there are. */
  readonly question?: {
    readonly questionId: QuestionId;
    readonly field: QuestionField;
    readonly fields: number;
  };
  /** Why the last turn failed. */
  readonly error?: string;
}

export type DeckEvent =
  /** Those at hand; others that had to be read first follow as changed ones. */
  | { readonly type: "snapshot"; readonly digests: readonly ThreadDigest[] }
  | { readonly type: "changed"; readonly digests: readonly ThreadDigest[] };

export const deck = {
  /** The digests of all threads that are not archived. Each thread is told of four times a second at most. */
  watch: watch({ input: z.object({}), event: output<DeckEvent>() }),
};
