import type { ProjectId, ThreadId, ThreadRow } from "@flightdeck/contract";

export interface ProjectThreads {
  readonly shown: readonly ThreadId[];
  readonly archived: readonly ThreadId[];
}

const byNewest = (a: ThreadRow, b: ThreadRow) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);

/**
 * A project's threads in the order of the sidebar: pinned ones first, then the newest. By creation and not by last
 * change, so that rows do not move under the pointer while agents work.
 */
export function projectThreads(rows: ReadonlyMap<ThreadId, ThreadRow>, projectId: ProjectId): ProjectThreads {
  const own = [...rows.values()].filter((row) => row.projectId === projectId).sort(byNewest);
  const current = own.filter((row) => !row.archived);
  return {
    shown: [...current.filter((row) => row.pinned), ...current.filter((row) => !row.pinned)].map((row) => row.id),
    archived: own.filter((row) => row.archived).map((row) => row.id),
  };
}

/** The same lists where nothing moved, so that a list is drawn again only when it did. */
export const sameThreads = (a: ProjectThreads, b: ProjectThreads): boolean =>
  sameIds(a.shown, b.shown) && sameIds(a.archived, b.archived);

const sameIds = (a: readonly ThreadId[], b: readonly ThreadId[]) =>
  a.length === b.length && a.every((id, index) => id === b[index]);
