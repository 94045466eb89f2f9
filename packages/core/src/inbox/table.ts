import {
  type InboxEntry,
  type InboxEntryId,
  type InboxFilter,
  type InboxProof,
  type InboxRow,
  plainWords,
  type ThreadId,
} from "@flightdeck/contract";
import type { Store } from "../store/index.ts";

const TITLE = 200;
const DIGEST = 200;
const BODY = 20_000;
const COMMAND = 2_000;
const OUTPUT = 8_000;

/** Entries in SQLite: what lists show apart from the long texts. Writes join the transaction they are made in. */
export interface InboxTable {
  insert(entry: InboxEntry): void;
  get(entryId: InboxEntryId): InboxEntry | undefined;
  row(entryId: InboxEntryId): InboxRow | undefined;
  /** The newest first, those of one moment in the order in which they came. */
  list(filter: InboxFilter & { readonly before?: InboxEntryId; readonly limit: number }): readonly InboxRow[];
  since(at: number): readonly InboxRow[];
  unread(): number;
  /** Whether runs of a thread said something that is neither seen nor archived. */
  hasUnread(threadId: ThreadId): boolean;
  /** Whether there was such an entry. */
  mark(entryId: InboxEntryId, as: { readonly unread?: boolean; readonly archived?: boolean }): boolean;
}

interface RowRecord {
  readonly id: InboxEntryId;
  readonly unread: number;
  readonly archived: number;
  readonly row: string;
}

interface Texts {
  readonly body: string;
  readonly proof?: InboxProof;
}

export function openTable({ db }: Store): InboxTable {
  const insert = db.prepare(
    `INSERT INTO inbox_entries (id, run_id, automation_id, project_id, kind, at, unread, archived, row, texts)
     VALUES (@id, @runId, @automationId, @projectId, @kind, @at, @unread, @archived, @row, @texts)`,
  );
  const columns = "SELECT id, unread, archived, row FROM inbox_entries";
  const get = db.prepare<[string], RowRecord & { readonly texts: string }>(
    "SELECT id, unread, archived, row, texts FROM inbox_entries WHERE id = ?",
  );
  const row = db.prepare<[string], RowRecord>(`${columns} WHERE id = ?`);
  const since = db.prepare<[number], RowRecord>(`${columns} WHERE at >= ? ORDER BY at DESC, rowid`);
  const unread = db.prepare<[], number>("SELECT count(*) FROM inbox_entries WHERE unread = 1 AND archived = 0").pluck();
  const placeOf = db.prepare<[string], { readonly at: number; readonly rowid: number }>(
    "SELECT at, rowid FROM inbox_entries WHERE id = ?",
  );
  const unreadOf = db.prepare<[string], number>(
    `SELECT 1 FROM inbox_entries JOIN runs ON runs.id = inbox_entries.run_id
     WHERE runs.thread_id = ? AND inbox_entries.unread = 1 AND inbox_entries.archived = 0 LIMIT 1`,
  );
  const mark = db.prepare<{ id: string; unread: number | null; archived: number | null }>(
    `UPDATE inbox_entries SET unread = coalesce(@unread, unread), archived = coalesce(@archived, archived) WHERE id = @id`,
  );

  return {
    insert: (entry) => {
      const { body, proof, ...rest } = bounded(entry);
      const shown = {
        ...rest,
        digest: oneLine(plainWords(body), DIGEST),
        ...(proof && { proof: proof.proven === true ? "proven" : "claimed" }),
      };
      const { id, runId, automationId, projectId = "", kind, at } = entry;
      const texts: Texts = { body, proof };
      insert.run({
        id,
        runId,
        automationId,
        projectId,
        kind,
        at,
        unread: Number(entry.unread),
        archived: Number(entry.archived),
        row: JSON.stringify(shown),
        texts: JSON.stringify(texts),
      });
    },
    get: (entryId) => {
      const found = get.get(entryId);
      if (found === undefined) return undefined;
      const { digest: _, proof: __, ...rest } = rowOf(found);
      return { ...rest, ...(JSON.parse(found.texts) as Texts) }; // written by `insert`
    },
    row: (entryId) => {
      const found = row.get(entryId);
      return found && rowOf(found);
    },
    list: ({ before, limit, ...filter }) => {
      const { where, values } = conditionsOf(filter);
      const last = before && placeOf.get(before);
      if (last) where.push("at <= @at AND (at < @at OR rowid > @rowid)");
      return db
        .prepare<Record<string, unknown>, RowRecord>(
          `${columns} ${where.length > 0 ? `WHERE ${where.join(" AND ")}` : ""} ORDER BY at DESC, rowid LIMIT @limit`,
        )
        .all({ ...values, limit, ...last })
        .map(rowOf);
    },
    since: (at) => since.all(at).map(rowOf),
    unread: () => unread.get() ?? 0,
    hasUnread: (threadId) => unreadOf.get(threadId) !== undefined,
    mark: (entryId, as) =>
      mark.run({ id: entryId, unread: flag(as.unread), archived: flag(as.archived) }).changes === 1,
  };
}

const flag = (value: boolean | undefined): number | null => (value === undefined ? null : Number(value));

/** Conditions name constants where there are few, so that SQLite finds the index that has them. */
function conditionsOf(filter: InboxFilter): { readonly where: string[]; readonly values: Record<string, unknown> } {
  const where: string[] = [];
  if (filter.archived !== undefined) where.push(`archived = ${Number(filter.archived)}`);
  if (filter.unread !== undefined) where.push(`unread = ${Number(filter.unread)}`);
  if (filter.automationId !== undefined) where.push("automation_id = @automationId");
  if (filter.projectId !== undefined) where.push("project_id = @projectId");
  if (filter.kinds !== undefined) where.push(`kind IN (${filter.kinds.map((kind) => `'${kind}'`).join(", ")})`);
  const { automationId, projectId } = filter;
  return { where, values: { ...(automationId && { automationId }), ...(projectId && { projectId }) } };
}

/** The flags are columns: what stands in `row` was true when the entry came. */
const rowOf = (record: RowRecord): InboxRow => ({
  ...(JSON.parse(record.row) as InboxRow), // written by `insert`
  unread: record.unread === 1,
  archived: record.archived === 1,
});

/** A model's words have no end of their own. */
function bounded(entry: InboxEntry): InboxEntry {
  const { proof } = entry;
  return {
    ...entry,
    title: oneLine(entry.title, TITLE),
    body: entry.body.length > BODY ? `${entry.body.slice(0, BODY - 1)}…` : entry.body,
    ...(proof && {
      proof: {
        ...proof,
        command: proof.command.length > COMMAND ? `${proof.command.slice(0, COMMAND - 1)}…` : proof.command,
        // The end is where a test says what failed.
        output: proof.output.length > OUTPUT ? `…${proof.output.slice(1 - OUTPUT)}` : proof.output,
      },
    }),
  };
}

const oneLine = (text: string, length: number): string => {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
};
