import type { InboxFilter, InboxRow } from "@flightdeck/contract";

/** What of a list is here: the newest first, those of one moment in the order in which they came. */
export interface InboxList {
  readonly filter: InboxFilter;
  readonly rows: readonly InboxRow[];
  /** There are older ones. */
  readonly more: boolean;
}

export const emptyList: InboxList = { filter: { archived: false }, rows: [], more: false };

/** Whether an entry belongs to a list. One that is read stays in a list of unread ones until that is asked for anew. */
function belongs(
  row: InboxRow,
  { archived, unread, automationId, projectId, kinds }: InboxFilter,
  isIn: boolean,
): boolean {
  return (
    (archived === undefined || row.archived === archived) &&
    (unread === undefined || isIn || row.unread === unread) &&
    (automationId === undefined || row.automationId === automationId) &&
    (projectId === undefined || row.projectId === projectId) &&
    (kinds === undefined || kinds.includes(row.kind))
  );
}

/** The list after entries came or changed. Those that stay as they are keep their identity. */
export function foldRows(list: InboxList, changed: readonly InboxRow[]): InboxList {
  const news = new Map(changed.map((row) => [row.id, row]));
  const kept = list.rows.flatMap((row) => {
    const now = news.get(row.id);
    if (now === undefined) return [row];
    news.delete(row.id);
    return belongs(now, list.filter, true) ? [now] : [];
  });
  const oldest = list.more ? (list.rows.at(-1)?.at ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY;
  const came = [...news.values()].filter((row) => row.at > oldest && belongs(row, list.filter, false));
  return {
    filter: list.filter,
    more: list.more,
    rows: came.length === 0 ? kept : [...kept, ...came].sort((a, b) => b.at - a.at),
  };
}

/** The list with the page behind it. What came twice is there once. */
export function withPage(list: InboxList, page: readonly InboxRow[], more: boolean): InboxList {
  const known = new Set(list.rows.map(({ id }) => id));
  return { filter: list.filter, rows: [...list.rows, ...page.filter(({ id }) => !known.has(id))], more };
}
