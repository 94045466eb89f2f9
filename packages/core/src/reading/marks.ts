import type { ThreadId } from "@flightdeck/contract";
import { createPauses } from "./pauses.ts";
import type { Store } from "../store/index.ts";

/** Keys by path. */
export type Marked = ReadonlyMap<string, readonly string[]>;

/** What a person has read, thread by thread. */
export interface Marks {
  of(threadId: ThreadId): Marked;
  /** File by file: a host that dies in between has kept whole files. */
  change(threadId: ThreadId, change: { readonly add: Marked; readonly remove: Marked }): Promise<void>;
  /** The tree of the folder when the person looked last. */
  look(threadId: ThreadId): string | undefined;
  setLook(threadId: ThreadId, tree: string): void;
}

/** Marks kept of one thread: those beyond go, the oldest first. What is read again is as new. */
const MOST = 100_000;
/** Files of one write. */
const FILES = 20;
/** Threads whose marks stay in memory: those that are looked at. */
const HELD = 4;

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
  const held = new Map<ThreadId, Marked>();

  const read = (threadId: ThreadId): Marked => {
    const marked = new Map<string, string[]>();
    for (const { path, key } of select.iterate(threadId)) {
      const keys = marked.get(path);
      if (keys === undefined) marked.set(path, [key]);
      else keys.push(key);
    }
    return marked;
  };

  return {
    of: (threadId) => {
      const marked = held.get(threadId) ?? read(threadId);
      held.delete(threadId);
      held.set(threadId, marked);
      for (const oldest of held.keys()) if (held.size > HELD) held.delete(oldest);
      return marked;
    },
    change: async (threadId, change) => {
      const steps = [
        ...[...change.remove].map((file) => ({ file, write: remove })),
        ...[...change.add].map((file) => ({ file, write: insert })),
      ];
      const pause = createPauses();
      for (let at = 0; at < steps.length; at += FILES) {
        store.transaction(() => {
          for (const { file, write } of steps.slice(at, at + FILES))
            for (const key of file[1]) write.run(threadId, file[0], key);
        });
        held.delete(threadId);
        await pause();
      }
      store.transaction(() => {
        const surplus = (count.get(threadId) ?? 0) - most;
        if (surplus > 0) trim.run(threadId, surplus);
      });
      held.delete(threadId);
    },
    look: (threadId) => look.get(threadId),
    setLook: (threadId, tree) =>
      store.transaction(() => {
        putLook.run(threadId, tree);
      }),
  };
}
