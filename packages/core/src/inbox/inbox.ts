import type {
  InboxEntry,
  InboxEntryId,
  InboxEvent,
  InboxFilter,
  InboxRow,
  Morning,
  Run,
  ThreadId,
} from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import type { Store } from "../store/index.ts";
import { morningOf } from "./morning.ts";
import { openTable } from "./table.ts";

/** A run may take so long; what was due before that is over by now. */
const LONGEST_RUN = 24 * 3_600_000;

/** An entry as its run gives it: unread, unless it goes to the archive at once. */
export type NewInboxEntry = Omit<InboxEntry, "id" | "at" | "unread" | "archived"> & {
  readonly at?: number;
  readonly archived?: boolean;
};

/** What runs have to say to the person, until they are done with it, and after. */
export interface Inbox {
  /** In the caller's transaction where there is one. */
  add(entries: readonly NewInboxEntry[]): readonly InboxEntryId[];
  watch(limit: number, signal: AbortSignal): AsyncGenerator<InboxEvent, void, void>;
  /** Throws `inbox_entry_not_found` for a `before` that is none. */
  list(filter: InboxFilter & { readonly before?: InboxEntryId; readonly limit: number }): readonly InboxRow[];
  /** Throws `inbox_entry_not_found`. */
  get(entryId: InboxEntryId): { readonly entry: InboxEntry; readonly run?: Run };
  /** All of them or none; says of which threads the person has now seen all. Throws `inbox_entry_not_found`. */
  mark(
    entryIds: readonly InboxEntryId[],
    as: { readonly unread?: boolean; readonly archived?: boolean },
  ): ReadonlySet<ThreadId>;
  /** What went on since a time. */
  morning(since: number): Morning;
}

export function openInbox(options: {
  readonly store: Store;
  readonly now: () => number;
  readonly newId: () => string;
  /** The records of runs: those due since a time, those that have not ended, one. */
  readonly runs: {
    since(at: number): readonly Run[];
    open(): readonly Run[];
    get(runId: InboxEntry["runId"]): Run | undefined;
  };
}): Inbox {
  const { store, now, newId, runs } = options;
  const table = openTable(store);
  // A delivery says which entries are new; what they are stands in the table once their transaction is done.
  const feed = new Feed<readonly InboxEntryId[]>({ frame: 50, limit: 20_000, weight: (ids) => ids.length });

  return {
    add: (entries) => {
      const addedAt = now(); // what comes together stays in its order
      const added = store.transaction(() =>
        entries.map(({ archived = false, at = addedAt, ...entry }) => {
          const id = newId() as InboxEntryId; // made here
          table.insert({ ...entry, id, at, archived, unread: !archived });
          return id;
        }),
      );
      if (added.length > 0) feed.publish(added);
      return added;
    },
    watch: async function* (limit, signal) {
      while (!signal.aborted) {
        const deliveries = feed.watch(signal);
        yield { type: "snapshot", rows: table.list({ archived: false, limit }), unread: table.unread() };
        for await (const delivery of deliveries) {
          if (delivery === "overrun") break; // it is told everything anew
          const ids = new Set(delivery.events.flat());
          const rows = [...ids].map(table.row).filter((row) => row !== undefined);
          if (rows.length > 0) yield { type: "changed", rows, unread: table.unread() };
        }
      }
    },
    list: (filter) => {
      if (filter.before !== undefined && table.row(filter.before) === undefined)
        throw new AppError("inbox_entry_not_found", filter.before);
      return table.list(filter);
    },
    get: (entryId) => {
      const entry = table.get(entryId);
      if (entry === undefined) throw new AppError("inbox_entry_not_found", entryId);
      return { entry, run: runs.get(entry.runId) };
    },
    mark: (entryIds, as) => {
      store.transaction(() => {
        for (const entryId of entryIds)
          if (!table.mark(entryId, as)) throw new AppError("inbox_entry_not_found", entryId);
      });
      feed.publish(entryIds);
      const threads = new Set(entryIds.flatMap((entryId) => table.row(entryId)?.threadId ?? []));
      return new Set([...threads].filter((threadId) => !table.hasUnread(threadId)));
    },
    morning: (since) =>
      morningOf({
        since,
        runs: runs
          .since(since - LONGEST_RUN)
          .filter(({ dueAt, endedAt }) => dueAt >= since || (endedAt !== undefined && endedAt >= since)),
        open: runs.open(),
        rows: table.since(since),
      }),
  };
}
