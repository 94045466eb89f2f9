import { z } from "zod";
import type { ApprovalDecision } from "./approval.ts";
import { command, output, query, watch } from "./define.ts";
import { type ProjectId, ThreadId } from "./ids.ts";
import type { RuleScope } from "./rule.ts";

/** What a person answered, and what became of work, over all threads. `subject` is one line of at most 200 characters. */
export type HappeningEvent =
  | {
      readonly kind: "approval";
      readonly decision: ApprovalDecision;
      readonly subject: string;
      /** The rule that was made with the answer. */
      readonly rule?: { readonly prefix: readonly string[]; readonly scope: RuleScope };
    }
  /** The question, and the answers as they may be seen. */
  | { readonly kind: "question"; readonly subject: string; readonly answer: string }
  | { readonly kind: "plan"; readonly decision: "accepted" | "declined"; readonly subject: string }
  | { readonly kind: "stopped" }
  | { readonly kind: "finished" | "interrupted" }
  | { readonly kind: "failed"; readonly subject: string }
  | {
      readonly kind: "landed";
      readonly subject: string;
      /** The gate was closed: what was missing, and why the person landed it all the same. */
      readonly override?: { readonly reason: string; readonly missing: readonly string[] };
    };

/** Those that a person did. */
export const answerKinds = ["approval", "question", "plan", "stopped", "landed"] as const;

/** Something that happened in a thread, with the words that name it now. */
export type Happening = HappeningEvent & {
  /** Grows with each. */
  readonly id: number;
  readonly at: number;
  readonly threadId: ThreadId;
  readonly projectId: ProjectId;
  readonly threadTitle: string;
};

export type HistoryEvent =
  | { readonly type: "snapshot"; readonly happenings: readonly Happening[] }
  | { readonly type: "added"; readonly happenings: readonly Happening[] };

/** An entry of the queue that the person wants to see later. What it is about goes on waiting, unanswered. */
export interface Snooze {
  /** The queue's name for the entry. */
  readonly key: string;
  readonly threadId: ThreadId;
  readonly at: number;
  readonly until: number;
}

/** All snoozes that hold, whenever one comes or goes. */
export interface SnoozesEvent {
  readonly snoozes: readonly Snooze[];
}

const Key = z.string().min(1).max(100);
const LONGEST = 500;

export const attention = {
  /** What the person answered, the newest first; then each new answer. */
  watchHistory: watch({
    input: z.object({ limit: z.int().min(1).max(LONGEST).default(100) }),
    event: output<HistoryEvent>(),
  }),
  /** Everything that happened since a time, the newest first. The oldest are forgotten after a thousand. */
  since: query({
    input: z.object({ at: z.number(), limit: z.int().min(1).max(LONGEST).default(LONGEST) }),
    output: output<readonly Happening[]>(),
  }),
  watchSnoozes: watch({ input: z.object({}), event: output<SnoozesEvent>() }),
  /** Puts an entry of the queue off until a time, at most a year from now. */
  snooze: command({
    input: z.object({ key: Key, threadId: ThreadId, until: z.number() }),
    output: output<void>(),
    errors: ["thread_not_found", "input_invalid"],
  }),
  /** Brings an entry back before its time. */
  wake: command({ input: z.object({ key: Key }), output: output<void>() }),
};
