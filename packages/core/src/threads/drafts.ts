import type { Store } from "../store/index.ts";

/** What the person typed and did not send, by thread or by project for a new thread. */
export interface Drafts {
  read(key: string): string;
  /** Empty text forgets the draft. */
  save(key: string, text: string): void;
}

export function openDrafts({ store, now }: { readonly store: Store; readonly now: () => number }): Drafts {
  const select = store.db.prepare<[string], { text: string }>("SELECT text FROM drafts WHERE key = ?");
  const put = store.db.prepare<[string, string, number]>(
    "INSERT OR REPLACE INTO drafts (key, text, at) VALUES (?, ?, ?)",
  );
  const remove = store.db.prepare<[string]>("DELETE FROM drafts WHERE key = ?");
  return {
    read: (key) => select.get(key)?.text ?? "",
    save: (key, text) =>
      store.transaction(() => {
        if (text === "") remove.run(key);
        else put.run(key, text, now());
      }),
  };
}
