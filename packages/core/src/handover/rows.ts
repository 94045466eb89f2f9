import { HandoverId, HandoverTarget, ThreadId, ThreadWorktree } from "@flightdeck/contract";
import { z } from "zod";
import type { Store } from "../store/index.ts";

/** A checkout as it was before a move. */
const Side = z.object({
  root: z.string(),
  /** Its saved state. */
  state: z.string(),
  tree: z.string(),
  head: z.object({ branch: z.string().optional(), commit: z.string() }),
});
export type Side = Readonly<z.infer<typeof Side>>;

const Plan = z.object({
  to: HandoverTarget,
  how: z.enum(["move", "copy"]),
  repository: z.string(),
  local: Side,
  /** Undefined where the move makes the worktree. */
  worktree: Side.optional(),
  /** Files that come to the two of them. */
  brought: z.object({ local: z.array(z.string()), worktree: z.array(z.string()) }),
  /** The checkouts that the move has begun to write: the others are as they were. Undefined stands for both. */
  began: z.array(z.enum(["local", "worktree"])).optional(),
  /** A branch that the move makes. */
  newBranch: z.object({ name: z.string(), commit: z.string() }).optional(),
  /** Untracked files of the local checkout that stay there, `<mode> <object>` by path (its bytes, one character each). */
  stay: z.record(z.string(), z.string()),
  /** The thread before and after. */
  before: z.object({ worktree: ThreadWorktree.optional(), cwd: z.string() }),
  after: z.object({ worktree: ThreadWorktree, cwd: z.string() }).optional(),
  /** Both folders after the move: undone is only what is still so. */
  left: z.object({ local: z.string(), worktree: z.string() }).optional(),
});
export type HandoverPlan = Readonly<z.infer<typeof Plan>>;

const Row = z
  .object({
    id: HandoverId,
    thread_id: ThreadId,
    state: z.enum(["moving", "moved", "undoing", "undone"]),
    at: z.number(),
    json: z.string(),
  })
  .transform(({ thread_id, json, ...row }) => ({ ...row, threadId: thread_id, plan: Plan.parse(JSON.parse(json)) }));
export type HandoverRow = Readonly<z.output<typeof Row>>;

export interface HandoverRows {
  insert(row: HandoverRow): void;
  /** `also` happens in the same write. */
  change(id: HandoverId, change: Partial<Pick<HandoverRow, "state" | "plan">>, also?: () => void): void;
  remove(id: HandoverId): void;
  byId(id: HandoverId): HandoverRow | undefined;
  /** The newest first. */
  ofThread(threadId: ThreadId): readonly HandoverRow[];
  /** Those that were cut short. */
  halfway(): readonly HandoverRow[];
}

export function handoverRows({ db, transaction }: Store): HandoverRows {
  const parse = (row: unknown): HandoverRow => Row.parse(row);
  const byId = (id: HandoverId): HandoverRow | undefined => {
    const row = db.prepare("SELECT * FROM handovers WHERE id = ?").get(id);
    return row === undefined ? undefined : parse(row);
  };
  return {
    insert: ({ id, threadId, state, at, plan }) =>
      transaction(() => {
        db.prepare("INSERT INTO handovers (id, thread_id, state, at, json) VALUES (?, ?, ?, ?, ?)").run(
          id,
          threadId,
          state,
          at,
          JSON.stringify(plan),
        );
      }),
    change: (id, change, also) =>
      transaction(() => {
        const row = byId(id);
        if (row === undefined) throw new RangeError(`no handover ${id}`);
        const { state, plan } = { ...row, ...change };
        db.prepare("UPDATE handovers SET state = ?, json = ? WHERE id = ?").run(state, JSON.stringify(plan), id);
        also?.();
      }),
    remove: (id) =>
      transaction(() => {
        db.prepare("DELETE FROM handovers WHERE id = ?").run(id);
      }),
    byId,
    ofThread: (threadId) =>
      db.prepare("SELECT * FROM handovers WHERE thread_id = ? ORDER BY at DESC, rowid DESC").all(threadId).map(parse),
    halfway: () =>
      db.prepare("SELECT * FROM handovers WHERE state IN ('moving', 'undoing') ORDER BY at").all().map(parse),
  };
}
