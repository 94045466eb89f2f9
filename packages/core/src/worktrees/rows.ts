import { ProjectId, ThreadId, type ThreadWorktree, type Worktree, WorktreeId } from "@flightdeck/contract";
import { z } from "zod";
import type { Store } from "../store/index.ts";

const Row = z
  .object({
    id: WorktreeId,
    project_id: ProjectId,
    thread_id: ThreadId,
    project_path: z.string(),
    path: z.string(),
    git_dir: z.string().nullable(),
    branch: z.string(),
    base: z.string().nullable(),
    base_commit: z.string(),
    checkpoint: z.string().nullable(),
    state: z.enum(["creating", "ready", "removing", "removed", "failed"]),
    snapshot: z.string().nullable(),
    created_at: z.number(),
    removed_at: z.number().nullable(),
  })
  .transform((row) => ({
    id: row.id,
    projectId: row.project_id,
    threadId: row.thread_id,
    projectPath: row.project_path,
    path: row.path,
    gitDir: row.git_dir ?? undefined,
    branch: row.branch,
    base: row.base ?? undefined,
    baseCommit: row.base_commit,
    checkpoint: row.checkpoint ?? undefined,
    state: row.state,
    snapshot: row.snapshot ?? undefined,
    createdAt: row.created_at,
    removedAt: row.removed_at ?? undefined,
  }));

/** What the database knows of a worktree: the first of the three witnesses. */
export type WorktreeRow = Readonly<z.output<typeof Row>>;

export type RowChange = Partial<
  Pick<WorktreeRow, "threadId" | "state" | "gitDir" | "branch" | "snapshot" | "removedAt">
>;

export interface WorktreeRows {
  insert(row: WorktreeRow): void;
  change(id: WorktreeId, change: RowChange): void;
  /** For one that was never worked in. */
  remove(id: WorktreeId): void;
  byId(id: WorktreeId): WorktreeRow | undefined;
  byThread(threadId: ThreadId): WorktreeRow | undefined;
  all(projectId?: ProjectId): readonly WorktreeRow[];
}

const columns = {
  threadId: "thread_id",
  state: "state",
  gitDir: "git_dir",
  branch: "branch",
  snapshot: "snapshot",
  removedAt: "removed_at",
} as const satisfies Record<keyof RowChange, string>;

export function worktreeRows(store: Store): WorktreeRows {
  const { db } = store;
  const one = (where: string, value: string): WorktreeRow | undefined => {
    const row = db.prepare(`SELECT * FROM worktrees WHERE ${where} = ?`).get(value);
    return row === undefined ? undefined : Row.parse(row);
  };
  return {
    insert: (row) =>
      store.transaction(() => {
        db.prepare(
          `INSERT INTO worktrees (id, project_id, thread_id, project_path, path, git_dir, branch, base, base_commit,
             checkpoint, state, snapshot, created_at, removed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ).run(
          row.id,
          row.projectId,
          row.threadId,
          row.projectPath,
          row.path,
          row.gitDir ?? null,
          row.branch,
          row.base ?? null,
          row.baseCommit,
          row.checkpoint ?? null,
          row.state,
          row.snapshot ?? null,
          row.createdAt,
          row.removedAt ?? null,
        );
      }),
    change: (id, change) => {
      const names = (Object.keys(columns) as (keyof RowChange)[]).filter((name) => name in change);
      const set = names.map((name) => `${columns[name]} = ?`).join(", ");
      store.transaction(() => {
        db.prepare(`UPDATE worktrees SET ${set} WHERE id = ?`).run(...names.map((name) => change[name] ?? null), id);
      });
    },
    remove: (id) =>
      store.transaction(() => {
        db.prepare("DELETE FROM worktrees WHERE id = ?").run(id);
      }),
    byId: (id) => one("id", id),
    byThread: (threadId) => one("thread_id", threadId),
    all: (projectId) =>
      db
        .prepare("SELECT * FROM worktrees WHERE @projectId IS NULL OR project_id = @projectId ORDER BY created_at, id")
        .all({ projectId: projectId ?? null })
        .map((row) => Row.parse(row)),
  };
}

/** The row as clients list it. */
export function publicWorktree(row: WorktreeRow): Worktree {
  const { id, projectId, threadId, path, branch, base, state, createdAt, snapshot, removedAt } = row;
  return { id, projectId, threadId, path, branch, base, state, createdAt, snapshot, removedAt };
}

/** The row as its thread sees it. */
export function threadWorktree(row: WorktreeRow, state: ThreadWorktree["state"], message?: string): ThreadWorktree {
  const { id, path, branch, base, baseCommit } = row;
  return { id, state, path, branch, base, baseCommit, message };
}
