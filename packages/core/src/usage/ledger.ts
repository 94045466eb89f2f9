import type { ProjectId, ThreadId, TurnId, Usage } from "@flightdeck/contract";
import type { Store } from "../store/index.ts";

/** One request to a model, as it is kept. A question beside a thread has no turn. */
export interface Spent {
  readonly threadId: ThreadId;
  readonly projectId: ProjectId;
  readonly turnId?: TurnId;
  readonly at: number;
  readonly model: string;
  readonly usage: Usage;
}

/** Which requests; `until` is the first moment that does not count. */
export interface Span {
  readonly since?: number;
  readonly until?: number;
  readonly projectId?: ProjectId;
  readonly threadId?: ThreadId;
  readonly turnId?: TurnId;
}

/** The sum of the requests with one key. */
export interface Sum {
  readonly key: string;
  /** The thread of the group's last request. */
  readonly threadId: ThreadId;
  readonly requests: number;
  readonly usage: Usage;
}

/** The statements over the table of requests; who adds a row does it in the transaction of what it belongs to. */
export interface Ledger {
  add(spent: Spent): void;
  /** By `quarter`, the key is the quarter of an hour since the epoch: the finest that time zones differ by. */
  sums(by: "project" | "thread" | "turn" | "model" | "quarter" | "all", span: Span): readonly Sum[];
  /** Dollars, as far as prices were known. */
  costOfThread(threadId: ThreadId): number;
  costSince(at: number): number;
}

const keys = {
  project: "project_id",
  thread: "thread_id",
  turn: "turn_id",
  model: "model",
  quarter: "at / 900000",
  all: "''",
} as const;

const within = `(@since IS NULL OR at >= @since) AND (@until IS NULL OR at < @until)
  AND (@projectId IS NULL OR project_id = @projectId) AND (@threadId IS NULL OR thread_id = @threadId)
  AND (@turnId IS NULL OR turn_id = @turnId)`;

interface SumRow {
  readonly key: string | number;
  readonly thread: ThreadId;
  readonly requests: number;
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
  readonly cost: number | null;
}

const named = ({ since, until, projectId, threadId, turnId }: Span) => ({
  since: since ?? null,
  until: until ?? null,
  projectId: projectId ?? null,
  threadId: threadId ?? null,
  turnId: turnId ?? null,
});

export function openLedger({ db }: Store): Ledger {
  const insert = db.prepare(
    `INSERT INTO usage (thread_id, project_id, turn_id, at, model, input, cached, output, reasoning, cost)
     VALUES (@threadId, @projectId, @turnId, @at, @model, @input, @cached, @output, @reasoning, @cost)`,
  );
  const sums = (key: string) =>
    db.prepare<[ReturnType<typeof named>], SumRow>(
      // With a bare column beside max() SQLite gives the row that has it.
      `SELECT ${key} AS key, thread_id AS thread, max(id), count(*) AS requests, sum(input) AS input,
         sum(cached) AS cached, sum(output) AS output, sum(reasoning) AS reasoning, sum(cost) AS cost
       FROM usage WHERE ${within} GROUP BY 1 ORDER BY min(id)`,
    );
  // Before each request when there is a budget: by index, over what it needs alone.
  const ofThread = db.prepare<[string], { cost: number }>(
    "SELECT coalesce(sum(cost), 0) AS cost FROM usage WHERE thread_id = ?",
  );
  const ofTime = db.prepare<[number], { cost: number }>(
    "SELECT coalesce(sum(cost), 0) AS cost FROM usage WHERE at >= ?",
  );
  return {
    add: ({ usage: { input, cached, output, reasoning, cost }, turnId, ...spent }) => {
      insert.run({ ...spent, turnId: turnId ?? "", input, cached, output, reasoning, cost: cost ?? null });
    },
    sums: (by, span) =>
      sums(keys[by])
        .all(named(span))
        .map(({ key, thread, requests, input, cached, output, reasoning, cost }) => ({
          key: String(key),
          threadId: thread,
          requests,
          usage: { input, cached, output, reasoning, context: 0, ...(cost === null ? {} : { cost }) },
        })),
    costOfThread: (threadId) => ofThread.get(threadId)?.cost ?? 0,
    costSince: (at) => ofTime.get(at)?.cost ?? 0,
  };
}
