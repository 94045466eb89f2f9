import type { AutomationId, ProjectId, Run, RunId, RunState, ThreadId } from "@flightdeck/contract";
import type { Store } from "../store/index.ts";

/** A run with what makes it the only one: its cause is recorded once for each project. */
export interface NewRun extends Run {
  /** "schedule:1763781000000", "branch:<commit>", "webhook:<key>": what it is there for. */
  readonly causeKey: string;
}

/** The records of runs: written in the transaction of what they come from. */
export interface RunsBook {
  /** Records a run unless its cause has a record; says whether it does now for the first time. */
  record(run: NewRun): boolean;
  /** Changes what a record says; its automation, project and cause stay. */
  put(run: Run): void;
  get(runId: RunId): Run | undefined;
  /** The record of a cause. */
  ofCause(automationId: AutomationId, projectId: ProjectId | undefined, causeKey: string): Run | undefined;
  ofThread(threadId: ThreadId): readonly Run[];
  /** Those that have not ended, in the order they were due. */
  open(): readonly Run[];
  /** Those of one automation that have not ended. */
  openOf(automationId: AutomationId): readonly Run[];
  /** When those runs of an automation were due that it has for due times of a span, behind `from` and up to `to`. */
  dueBetween(automationId: AutomationId, span: { readonly from: number; readonly to: number }): ReadonlySet<number>;
  /** Those of one automation that stand for more due times than their own. */
  standingFor(automationId: AutomationId): readonly Run[];
  /** The newest first, of one automation or of all. */
  page(of: { readonly automationId?: AutomationId; readonly before?: Run; readonly limit: number }): readonly Run[];
  /** Runs that were due since a time, the oldest first. */
  since(at: number): readonly Run[];
}

export function openRunsBook({ store: { db } }: { readonly store: Store }): RunsBook {
  const insert = db.prepare<RunRecord>(
    `INSERT INTO runs (id, automation_id, project_id, cause, due_at, state, thread_id, json)
     VALUES (@id, @automation_id, @project_id, @cause, @due_at, @state, @thread_id, @json)
     ON CONFLICT (automation_id, project_id, cause) DO NOTHING`,
  );
  const update = db.prepare<Pick<RunRecord, "id" | "state" | "thread_id" | "json">>(
    "UPDATE runs SET state = @state, thread_id = @thread_id, json = @json WHERE id = @id",
  );
  const get = db.prepare<[string], { json: string }>("SELECT json FROM runs WHERE id = ?");
  const ofCause = db.prepare<[string, string, string], { json: string }>(
    "SELECT json FROM runs WHERE automation_id = ? AND project_id = ? AND cause = ?",
  );
  const ofThread = db.prepare<[string], { json: string }>(
    "SELECT json FROM runs WHERE thread_id = ? ORDER BY due_at, id",
  );
  const open = db.prepare<[], { json: string }>(
    "SELECT json FROM runs WHERE state IN ('pending', 'running', 'parked') ORDER BY due_at, id",
  );
  const openOf = db.prepare<[string], { json: string }>(
    `SELECT json FROM runs INDEXED BY runs_open
     WHERE state IN ('pending', 'running', 'parked') AND automation_id = ? ORDER BY due_at, id`,
  );
  const dueBetween = db
    .prepare<[string, number, number], number>(
      `SELECT due_at FROM runs WHERE automation_id = ? AND due_at > ? AND due_at <= ? AND cause LIKE 'schedule:%'`,
    )
    .pluck();
  const standingFor = db.prepare<[string], { json: string }>(
    `SELECT json FROM runs WHERE automation_id = ? AND state IN ('missed', 'skipped') AND json ->> '$.standsFor' IS NOT NULL
     ORDER BY due_at, id`,
  );
  const page = db.prepare<[number, string, number], { json: string }>(
    "SELECT json FROM runs WHERE (due_at, id) < (?, ?) ORDER BY due_at DESC, id DESC LIMIT ?",
  );
  const pageOf = db.prepare<[string, number, string, number], { json: string }>(
    `SELECT json FROM runs WHERE automation_id = ? AND (due_at, id) < (?, ?)
     ORDER BY due_at DESC, id DESC LIMIT ?`,
  );
  const since = db.prepare<[number], { json: string }>("SELECT json FROM runs WHERE due_at >= ? ORDER BY due_at, id");
  const run = ({ json }: { json: string }): Run => JSON.parse(json) as Run; // written by `record` and `put`
  const first = (found: { json: string } | undefined): Run | undefined => found && run(found);

  return {
    record: ({ causeKey, ...recorded }) => insert.run(recordOf(recorded, causeKey)).changes === 1,
    put: (changed) => {
      const { id, state, thread_id, json } = recordOf(changed, "");
      update.run({ id, state, thread_id, json });
    },
    get: (runId) => first(get.get(runId)),
    ofCause: (automationId, projectId, causeKey) => first(ofCause.get(automationId, projectId ?? "", causeKey)),
    ofThread: (threadId) => ofThread.all(threadId).map(run),
    open: () => open.all().map(run),
    openOf: (automationId) => openOf.all(automationId).map(run),
    dueBetween: (automationId, { from, to }) => new Set(dueBetween.all(automationId, from, to)),
    standingFor: (automationId) => standingFor.all(automationId).map(run),
    page: ({ automationId, before, limit }) => {
      const at = before?.dueAt ?? Number.MAX_SAFE_INTEGER;
      const id = before?.id ?? "";
      return (automationId === undefined ? page.all(at, id, limit) : pageOf.all(automationId, at, id, limit)).map(run);
    },
    since: (at) => since.all(at).map(run),
  };
}

interface RunRecord {
  readonly id: string;
  readonly automation_id: string;
  readonly project_id: string;
  readonly cause: string;
  readonly due_at: number;
  readonly state: RunState;
  readonly thread_id: string | null;
  readonly json: string;
}

const recordOf = (run: Run, causeKey: string): RunRecord => ({
  id: run.id,
  automation_id: run.automationId,
  project_id: run.projectId ?? "",
  cause: causeKey,
  due_at: run.dueAt,
  state: run.state,
  thread_id: run.threadId ?? null,
  json: JSON.stringify(run),
});
