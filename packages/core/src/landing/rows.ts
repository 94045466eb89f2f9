import { LandingId, LandMethod, ThreadId } from "@flightdeck/contract";
import { z } from "zod";
import type { Store } from "../store/index.ts";

const Row = z
  .object({
    id: LandingId,
    thread_id: ThreadId,
    state: z.enum(["moving", "landed", "undoing", "undone"]),
    method: LandMethod,
    base: z.string(),
    from_commit: z.string(),
    to_commit: z.string(),
    head: z.string(),
    root: z.string(),
    checkout: z.string().nullable(),
    at: z.number(),
  })
  .transform(({ thread_id, from_commit, to_commit, checkout, ...row }) => ({
    ...row,
    threadId: thread_id,
    from: from_commit,
    to: to_commit,
    checkout: checkout ?? undefined,
  }));

/** A landing as the journal has it: written before anything moves. */
export type LandingRow = Readonly<z.output<typeof Row>>;

export interface LandingRows {
  insert(row: LandingRow): void;
  /** `also` happens in the same write. */
  change(id: LandingId, change: Pick<LandingRow, "state" | "checkout">, also?: () => void): void;
  remove(id: LandingId): void;
  byId(id: LandingId): LandingRow | undefined;
  /** The newest first. */
  ofThread(threadId: ThreadId): readonly LandingRow[];
  /** Those that were cut short. */
  halfway(): readonly LandingRow[];
}

export function landingRows({ db, transaction }: Store): LandingRows {
  const parse = (row: unknown): LandingRow => Row.parse(row);
  return {
    insert: (row) =>
      transaction(() => {
        db.prepare(
          `INSERT INTO landings (id, thread_id, state, method, base, from_commit, to_commit, head, root, checkout, at)
           VALUES (@id, @threadId, @state, @method, @base, @from, @to, @head, @root, @checkout, @at)`,
        ).run({ ...row, checkout: row.checkout ?? null });
      }),
    change: (id, { state, checkout }, also) =>
      transaction(() => {
        db.prepare("UPDATE landings SET state = ?, checkout = ? WHERE id = ?").run(state, checkout ?? null, id);
        also?.();
      }),
    remove: (id) =>
      transaction(() => {
        db.prepare("DELETE FROM landings WHERE id = ?").run(id);
      }),
    byId: (id) => {
      const row = db.prepare("SELECT * FROM landings WHERE id = ?").get(id);
      return row === undefined ? undefined : parse(row);
    },
    ofThread: (threadId) =>
      db.prepare("SELECT * FROM landings WHERE thread_id = ? ORDER BY at DESC, rowid DESC").all(threadId).map(parse),
    halfway: () =>
      db.prepare("SELECT * FROM landings WHERE state IN ('moving', 'undoing') ORDER BY at").all().map(parse),
  };
}
