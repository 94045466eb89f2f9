import {
  callsSince,
  type PendingApproval,
  type PendingQuestion,
  type ProjectId,
  type Snooze,
  type ThreadId,
  type ThreadRow,
} from "@flightdeck/contract";
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
  readonly broken: readonly Entry[];
  readonly done: readonly Entry[];
  /** What the person wants to see later, the next to come back first, and when each does. */
  readonly snoozed: readonly Entry[];
  readonly until: ReadonlyMap<string, number>;
}

/** Since when an entry calls. */
export const since = (entry: Entry): number => {
  if (entry.kind === "approval") return entry.approval.requestedAt;
  return entry.kind === "question" ? entry.question.askedAt : callsSince(entry.row);
};

export const projectOf = (entry: Entry): ProjectId => {
  if (entry.kind === "approval") return entry.approval.projectId;
  return entry.kind === "question" ? entry.question.projectId : entry.row.projectId;
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

/** A thread that went on since it was put off calls anew. */
const holds = (snooze: Snooze | undefined, entry: Entry): boolean =>
  snooze !== undefined && (!("row" in entry) || callsSince(entry.row) <= snooze.at);

/** The queue: what blocks an agent first, then what broke, and what is done and not seen. */
export function entriesOf({ approvals, questions, snoozes }: Attention, rows: readonly ThreadRow[]): Entries {
  const all: readonly Entry[] = [
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
    ...rows.flatMap((row) => {
      const kind = kindOf(row);
      return kind === undefined ? [] : [{ kind, key: `${kind}:${row.id}`, threadId: row.id, row }];
    }),
  ];
  const byKey = new Map(snoozes.map((snooze) => [snooze.key, snooze]));
  const until = new Map(snoozes.map((snooze) => [snooze.key, snooze.until]));
  const awake = all.filter((entry) => !holds(byKey.get(entry.key), entry)).toSorted((a, b) => since(a) - since(b));
  const of = (...kinds: readonly Entry["kind"][]) => awake.filter(({ kind }) => kinds.includes(kind));
  return {
    waiting: of("approval", "question", "plan"),
    broken: of("failure"),
    done: of("finished"),
    snoozed: all
      .filter((entry) => holds(byKey.get(entry.key), entry))
      .toSorted((a, b) => (until.get(a.key) ?? 0) - (until.get(b.key) ?? 0)),
    until,
  };
}

export const allEntries = ({ waiting, broken, done, snoozed }: Entries): readonly Entry[] => [
  ...waiting,
  ...broken,
  ...done,
  ...snoozed,
];

/** The entry `step` further, staying at the ends; without one that is chosen, the first. */
export function stepEntry(entries: readonly Entry[], chosen: string | undefined, step: 1 | -1): Entry | undefined {
  const at = entries.findIndex(({ key }) => key === chosen);
  return at < 0 ? entries[0] : (entries[at + step] ?? entries[at]);
}
