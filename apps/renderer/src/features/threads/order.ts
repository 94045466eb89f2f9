import type { ProjectId, ThreadId, ThreadRow } from "@flightdeck/contract";

export interface ProjectThreads {
  readonly shown: readonly ThreadId[];
  readonly archived: readonly ThreadId[];
}

type Rows = ReadonlyMap<ThreadId, ThreadRow>;

const byNewest = (a: ThreadRow, b: ThreadRow) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
const idsOf = (rows: readonly ThreadRow[]): readonly ThreadId[] => rows.map(({ id }) => id);

/**
 * A project's threads in the order of the sidebar: pinned ones first, then the newest. By creation and not by last
 * change, so that rows do not move under the pointer while agents work.
 */
export function projectThreads(rows: Rows, projectId: ProjectId): ProjectThreads {
  const own = [...rows.values()].filter((row) => row.projectId === projectId).sort(byNewest);
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

/** Pinned threads of all projects, the newest first. */
export const pinnedThreads = (rows: Rows): readonly ThreadId[] =>
  idsOf([...rows.values()].filter((row) => row.pinned && !row.archived).sort(byNewest));

export const unreadCount = (rows: Rows): number =>
  [...rows.values()].reduce((count, row) => count + (row.unread && !row.archived ? 1 : 0), 0);

/** The same lists where nothing moved, so that a list is drawn again only when it did. */
export const sameThreads = (a: ProjectThreads, b: ProjectThreads): boolean =>
  sameIds(a.shown, b.shown) && sameIds(a.archived, b.archived);

export const sameIds = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);
