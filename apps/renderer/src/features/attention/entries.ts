import type { PendingApproval, PendingQuestion, ThreadId, ThreadRow } from "@flightdeck/contract";
import type { Attention } from "./store.ts";

/** One line of the attention queue. */
export type Entry =
  | { readonly kind: "approval"; readonly key: string; readonly threadId: ThreadId; readonly approval: PendingApproval }
  | { readonly kind: "question"; readonly key: string; readonly threadId: ThreadId; readonly question: PendingQuestion }
  | {
      readonly kind: "plan" | "failure" | "finished";
      readonly key: string;
      readonly threadId: ThreadId;
      readonly row: ThreadRow;
    };

export interface Entries {
  /** Agents that stand still until the person acts, the longest wait first. */
  readonly waiting: readonly Entry[];
  readonly plans: readonly Entry[];
  readonly broken: readonly Entry[];
  readonly done: readonly Entry[];
}

const since = (entry: Entry): number => {
  if (entry.kind === "approval") return entry.approval.requestedAt;
  return entry.kind === "question" ? entry.question.askedAt : entry.row.updatedAt;
};

const kindOf = (row: ThreadRow): "plan" | "failure" | "finished" | undefined => {
  if (row.archived) return undefined;
  if (row.status === "plan_ready") return "plan";
  if (!row.unread) return undefined;
  return row.status === "failed" ? "failure" : row.status === "idle" ? "finished" : undefined;
};

/** The threads that want the person without waiting for a yes or an answer. */
export const callingRows = (rows: ReadonlyMap<ThreadId, ThreadRow>): readonly ThreadRow[] =>
  [...rows.values()].filter((row) => kindOf(row) !== undefined);

/** The queue: what blocks an agent first, then plans to read, what broke, and what is done and not seen. */
export function entriesOf({ approvals, questions }: Attention, rows: readonly ThreadRow[]): Entries {
  const ofRows = (wanted: "plan" | "failure" | "finished"): readonly Entry[] =>
    rows.flatMap((row) =>
      kindOf(row) === wanted ? [{ kind: wanted, key: `${wanted}:${row.id}`, threadId: row.id, row }] : [],
    );
  const waiting: Entry[] = [
    ...approvals.map((approval) => ({
      kind: "approval" as const,
      key: `approval:${approval.id}`,
      threadId: approval.threadId,
      approval,
    })),
    ...questions.map((question) => ({
      kind: "question" as const,
      key: `question:${question.id}`,
      threadId: question.threadId,
      question,
    })),
  ];
  return {
    waiting: waiting.sort((a, b) => since(a) - since(b)),
    plans: ofRows("plan"),
    broken: ofRows("failure"),
    done: ofRows("finished"),
  };
}

export const allEntries = ({ waiting, plans, broken, done }: Entries): readonly Entry[] => [
  ...waiting,
  ...plans,
  ...broken,
  ...done,
];

/** The entry `step` further, staying at the ends; without one that is chosen, the first. */
export function stepEntry(entries: readonly Entry[], chosen: string | undefined, step: 1 | -1): Entry | undefined {
  const at = entries.findIndex(({ key }) => key === chosen);
  return at < 0 ? entries[0] : (entries[at + step] ?? entries[at]);
}
