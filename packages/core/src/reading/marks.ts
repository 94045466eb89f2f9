import type { ThreadId } from "@flightdeck/contract";
import type { Store } from "../store/index.ts";

/** Keys by path. */
export type Marked = ReadonlyMap<string, readonly string[]>;

/** What a person has read, thread by thread. */
export interface Marks {
  of(threadId: ThreadId): Marked;
  /** One write. */
  change(threadId: ThreadId, change: { readonly add: Marked; readonly remove: Marked }): void;
  /** The tree of the folder when the person looked last. */
  look(threadId: ThreadId): string | undefined;
  setLook(threadId: ThreadId, tree: string): void;
}

/** Marks kept of one thread: those beyond go, the oldest first. What is read again is as new. */
const MOST = 50_000;

export function openMarks({ store, most = MOST }: { readonly store: Store; readonly most?: number }): Marks {
  const { db } = store;
  const select = db.prepare<[string], { path: string; key: string }>(
    "SELECT path, key FROM read_changes WHERE thread_id = ? ORDER BY id",
  );
  const insert = db.prepare("INSERT OR REPLACE INTO read_changes (thread_id, path, key) VALUES (?, ?, ?)");
  const remove = db.prepare("DELETE FROM read_changes WHERE thread_id = ? AND path = ? AND key = ?");
  const count = db.prepare<[string], number>("SELECT count(*) FROM read_changes WHERE thread_id = ?").pluck();
  const trim = db.prepare(
    "DELETE FROM read_changes WHERE id IN (SELECT id FROM read_changes WHERE thread_id = ? ORDER BY id LIMIT ?)",
  );
  const look = db.prepare<[string], string>("SELECT tree FROM read_looks WHERE thread_id = ?").pluck();
  const putLook = db.prepare("INSERT OR REPLACE INTO read_looks (thread_id, tree) VALUES (?, ?)");
  return {
    of: (threadId) => {
      const marked = new Map<string, string[]>();
      for (const { path, key } of select.iterate(threadId)) {
        const keys = marked.get(path);
        if (keys === undefined) marked.set(path, [key]);
        else keys.push(key);
      }
      return marked;
    },
    change: (threadId, change) =>
      store.transaction(() => {
        for (const [path, keys] of change.remove) for (const key of keys) remove.run(threadId, path, key);
        for (const [path, keys] of change.add) for (const key of keys) insert.run(threadId, path, key);
        const surplus = (count.get(threadId) ?? 0) - most;
        if (surplus > 0) trim.run(threadId, surplus);
      }),
    look: (threadId) => look.get(threadId),
    setLook: (threadId, tree) =>
      store.transaction(() => {
        putLook.run(threadId, tree);
      }),
  };
}
