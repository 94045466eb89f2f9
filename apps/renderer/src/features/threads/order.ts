import { compareThreads, type ProjectId, type ThreadId, type ThreadRow } from "@flightdeck/contract";

export interface ProjectThreads {
  readonly shown: readonly ThreadId[];
  readonly archived: readonly ThreadId[];
}

type Rows = ReadonlyMap<ThreadId, ThreadRow>;

const idsOf = (rows: readonly ThreadRow[]): readonly ThreadId[] => rows.map(({ id }) => id);

/** A project's threads in the order of the sidebar: pinned ones first, then the newest, or as the person put them. */
export function projectThreads(rows: Rows, projectId: ProjectId): ProjectThreads {
  const own = [...rows.values()].filter((row) => row.projectId === projectId).sort(compareThreads);
  const current = own.filter((row) => !row.archived);
  return {
    shown: idsOf([...current.filter((row) => row.pinned), ...current.filter((row) => !row.pinned)]),
    archived: idsOf(own.filter((row) => row.archived)),
  };
}

/** The threads below a project's name: those that are pinned stand above all projects. */
export function unpinnedThreads(rows: Rows, projectId: ProjectId, filter: "unread" | undefined): ProjectThreads {
  const { shown, archived } = projectThreads(rows, projectId);
  const listed = shown.filter((id) => {
    const row = rows.get(id);
    return row !== undefined && !row.pinned && (filter === undefined || row.unread);
  });
  return { shown: listed, archived: filter === undefined ? archived : [] };
}

/** Pinned threads of all projects. */
export const pinnedThreads = (rows: Rows): readonly ThreadId[] =>
  idsOf([...rows.values()].filter((row) => row.pinned && !row.archived).sort(compareThreads));

/** The list that a thread stands in: the pinned ones, or those of its project. */
export function listAround(
  rows: Rows,
  { pinned, projectId, archived }: Pick<ThreadRow, "pinned" | "projectId" | "archived">,
): readonly ThreadId[] {
  if (pinned && !archived) return pinnedThreads(rows);
  const own = unpinnedThreads(rows, projectId, undefined);
  return archived ? own.archived : own.shown;
}

export const unreadCount = (rows: Rows): number =>
  [...rows.values()].reduce((count, row) => count + (row.unread && !row.archived ? 1 : 0), 0);

/** The same lists where nothing moved, so that a list is drawn again only when it did. */
export const sameThreads = (a: ProjectThreads, b: ProjectThreads): boolean =>
  sameIds(a.shown, b.shown) && sameIds(a.archived, b.archived);

export const sameIds = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);
