import {
  AutomationContent,
  type AutomationId,
  hasEnded,
  type ProjectId,
  type Run,
  type RunCause,
  type RunId,
  type ThreadId,
} from "@flightdeck/contract";
import { type TemporaryRepository, temporaryRepository } from "@flightdeck/testkit";
import Database from "better-sqlite3";
import { join } from "node:path";
import { openBook } from "../../automations/index.ts";
import type { Store } from "../../store/index.ts";
import { type TestCore, testCore } from "../../testing/testCore.ts";

/** A core with a project whose automations run, and their records as another reader of the database sees them. */
export interface RunCore {
  readonly test: TestCore;
  readonly repository: TemporaryRepository;
  readonly projectId: ProjectId;
  /** An automation that nothing begins by itself. */
  automate(content: Partial<AutomationContent> & { readonly prompt: string }): AutomationId;
  /** Records a run of it, and lets it begin where there is room. */
  run(automationId: AutomationId, more?: Partial<Run>): RunId;
  get(runId: RunId): Run;
  /** Settles with the record once it is so. */
  when(runId: RunId, holds: (run: Run) => boolean): Promise<Run>;
  ended(runId: RunId): Promise<Run>;
  [Symbol.asyncDispose](): Promise<void>;
}

type Given = NonNullable<Parameters<typeof testCore>[0]>;

export async function runCore(
  given: Given & { readonly repository?: TemporaryRepository; readonly begin?: boolean } = {},
): Promise<RunCore> {
  const test = await testCore(given);
  const repository = given.repository ?? (await temporaryRepository({ files: { "a.txt": "one\ntwo\n" } }));
  const { project } = await test.core.projects.locate(repository.path);
  const db = new Database(join(test.home, "flightdeck.db"));
  db.pragma("busy_timeout = 5000");
  const store: Store = { db, transaction: (work) => db.transaction(work).immediate(), close: () => db.close() };
  const book = openBook({
    store,
    report: (message, error) => {
      throw new Error(message, { cause: error });
    },
  });
  if (given.begin !== false) test.core.runs.recover();
  let made = 0;
  const get = (runId: RunId): Run => {
    const found = book.runs.get(runId);
    if (found === undefined) throw new Error(`no run ${runId}`);
    return found;
  };
  const when: RunCore["when"] = async (runId, holds) => {
    for (;;) {
      const run = get(runId);
      if (holds(run)) return run;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return {
    test,
    repository,
    projectId: project.id,
    automate: (content) => {
      made += 1;
      const id = `automation_${Date.now()}_${made}` as AutomationId;
      const whole = AutomationContent.parse({
        name: `Nightly ${made}`,
        trigger: { kind: "manual" },
        projects: [project.id],
        ...content,
      });
      book.put({ ...whole, id, paused: false, createdAt: 1, updatedAt: 1, accountedTo: 1 });
      return id;
    },
    run: (automationId, more = {}) => {
      made += 1;
      const id = `run_${Date.now()}_${made}` as RunId;
      const automation = book.get(automationId);
      const cause: RunCause = { kind: "person" };
      const base = {
        id,
        automationId,
        automationName: automation?.name ?? "gone",
        projectId: project.id,
        cause,
        dueAt: Date.UTC(2026, 10, 22, 7, 30),
        state: "pending",
        dry: false,
      } as const;
      book.runs.record({ ...base, ...more, causeKey: id });
      test.core.runs.kick();
      return id;
    },
    get,
    when,
    ended: async (runId) => {
      const run = await when(runId, hasEnded);
      await putAway(db, runId);
      return { ...run, ...get(runId) };
    },
    [Symbol.asyncDispose]: async () => {
      db.close();
      await test[Symbol.asyncDispose]();
      if (given.repository === undefined) await repository[Symbol.asyncDispose]();
    },
  };
}

/** Nothing is left to do for a run whose work is gone. */
async function putAway(db: Database.Database, runId: RunId): Promise<void> {
  const left = db.prepare("SELECT 1 FROM run_work WHERE run_id = ?");
  while (left.get(runId) !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The entries of the inbox, shortly. */
export const entriesOf = ({ core }: TestCore, runId: RunId) =>
  core.inbox
    .list({ limit: 100 })
    .filter((row) => row.runId === runId)
    .map(({ kind, title, archived, unread }) => ({ kind, title, archived, unread }));

/** Where a run's thread stands for the person. */
export const rowOf = ({ core }: TestCore, threadId: ThreadId | undefined) => {
  const row = threadId === undefined ? undefined : core.threads.row(threadId);
  return row && { title: row.title, archived: row.archived, worktree: row.worktree, automation: row.automation };
};
