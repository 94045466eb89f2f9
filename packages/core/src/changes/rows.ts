import { type Revert, RevertId, ThreadId } from "@flightdeck/contract";
import { z } from "zod";
import type { Store } from "../store/index.ts";
import type { Journal } from "./journal.ts";

const Entry = z.object({ mode: z.string(), object: z.string() });
const Stored = Entry.extend({ permissions: z.int().optional() });
const JournalRow: z.ZodType<Journal> = z.object({
  files: z.array(z.object({ path: z.string(), before: Stored.optional(), after: Stored.optional() })),
  index: z
    .array(z.object({ path: z.string(), from: Entry.optional(), to: Entry.optional() }))
    .transform((changes) => changes.map(({ path, from, to }) => ({ path, from, to }))),
});
const Row = z.object({
  files: z.int(),
  path: z.string(),
  lines: z.int(),
  leftOut: z.array(z.object({ path: z.string(), reason: z.enum(["conflict", "submodule"]) })),
  journal: JournalRow,
});

/** A revert on record. */
export interface KeptRevert {
  readonly revert: Revert;
  readonly threadId: ThreadId;
  readonly root: string;
  readonly journal: Journal;
}

/** Something that was begun and not ended. */
export interface Unfinished {
  readonly id: RevertId;
  readonly threadId: ThreadId;
  readonly root: string;
  /** The revert itself stands; it was being undone. */
  readonly done: boolean;
  readonly journal: Journal;
}

interface RawRow {
  readonly id: string;
  readonly thread_id: string;
  readonly at: number;
  readonly root: string;
  readonly done: number;
  readonly journal: string | null;
  readonly json: string;
}

export interface Rows {
  begin(kept: KeptRevert): void;
  /** It happened; what is more than `most` of a thread is forgotten, and told. */
  finish(id: RevertId, most: number): readonly { readonly id: RevertId; readonly root: string }[];
  /** Something else is being done on its behalf. */
  journal(id: RevertId, journal: Journal | undefined): void;
  remove(id: RevertId): void;
  get(threadId: ThreadId, id: RevertId): KeptRevert | undefined;
  list(threadId: ThreadId): readonly Revert[];
  unfinished(): readonly Unfinished[];
}

export function openRows({ db, transaction }: Store): Rows {
  const insert = db.prepare("INSERT INTO reverts (id, thread_id, at, root, journal, json) VALUES (?, ?, ?, ?, ?, ?)");
  const settle = db.prepare("UPDATE reverts SET done = 1, journal = NULL WHERE id = ?");
  const note = db.prepare("UPDATE reverts SET journal = ? WHERE id = ?");
  const drop = db.prepare("DELETE FROM reverts WHERE id = ?");
  const newest = "ORDER BY at DESC, rowid DESC";
  const ofThread = db.prepare<[string], RawRow>(`SELECT * FROM reverts WHERE thread_id = ? AND done = 1 ${newest}`);
  const one = db.prepare<[string, string], RawRow>("SELECT * FROM reverts WHERE id = ? AND thread_id = ? AND done = 1");
  const owner = db.prepare<[string], { thread_id: string }>("SELECT thread_id FROM reverts WHERE id = ?");
  const begun = db.prepare<[], RawRow>("SELECT * FROM reverts WHERE journal IS NOT NULL");
  const remove = (id: string): void => void drop.run(id);
  return {
    begin: ({ revert, threadId, root, journal }) => {
      const { id, at, ...rest } = revert;
      transaction(() =>
        insert.run(id, threadId, at, root, JSON.stringify(journal), JSON.stringify({ ...rest, journal })),
      );
    },
    finish: (id, most) =>
      transaction(() => {
        settle.run(id);
        const threadId = owner.get(id)?.thread_id ?? "";
        const old = ofThread.all(threadId).slice(most);
        for (const row of old) remove(row.id);
        return old.map((row) => ({ id: RevertId.parse(row.id), root: row.root }));
      }),
    journal: (id, journal) =>
      transaction(() => void note.run(journal === undefined ? null : JSON.stringify(journal), id)),
    remove: (id) => transaction(() => remove(id)),
    get: (threadId, id) => {
      const row = one.get(id, threadId);
      return row && readRow(row);
    },
    list: (threadId) => ofThread.all(threadId).flatMap((row) => readRow(row)?.revert ?? []),
    unfinished: () =>
      begun.all().flatMap(({ id, thread_id, root, done, journal }) => {
        const read = JournalRow.safeParse(JSON.parse(journal ?? "null"));
        if (!read.success) return [];
        return [
          { id: RevertId.parse(id), threadId: ThreadId.parse(thread_id), root, done: done === 1, journal: read.data },
        ];
      }),
  };
}

function readRow({ id, thread_id, at, root, json }: RawRow): KeptRevert | undefined {
  const read = Row.safeParse(JSON.parse(json));
  if (!read.success) return undefined; // written by a later version
  const { journal, ...rest } = read.data;
  return { revert: { id: RevertId.parse(id), at, ...rest }, threadId: ThreadId.parse(thread_id), root, journal };
}
