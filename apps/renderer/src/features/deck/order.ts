import { callsSince, type Project, type ThreadId, type ThreadRow } from "@flightdeck/contract";

export const groupings = ["status", "project"] as const;
export type Grouping = (typeof groupings)[number];
export const sortings = ["wait", "newest", "name"] as const;
export type Sorting = (typeof sortings)[number];

/** So many cards stand on the wall; the sidebar has the others. */
export const MOST_CARDS = 32;

export interface DeckGroup {
  readonly name: string;
  readonly threads: readonly ThreadId[];
}

export interface DeckOrder {
  readonly groups: readonly DeckGroup[];
  /** Threads that found no room. */
  readonly more: number;
}

const stands = ["Waits for you", "Broken", "Ready to review", "Running", "Snoozed", "Quiet"] as const;
type Stand = (typeof stands)[number];

/** What a thread wants of the person, the most urgent first; one that is put off wants nothing now. */
export function standOf(row: ThreadRow, snoozed: ReadonlySet<ThreadId>): Stand {
  if (row.status !== "running" && snoozed.has(row.id)) return "Snoozed";
  switch (row.status) {
    case "waiting_approval":
    case "waiting_answer":
    case "plan_ready":
      return "Waits for you";
    case "running":
      return "Running";
    case "failed":
      return row.unread ? "Broken" : "Quiet";
    case "idle":
      return row.unread ? "Ready to review" : "Quiet";
    case "interrupted":
      return "Quiet";
  }
}

const byId = (a: ThreadRow, b: ThreadRow) => (a.id < b.id ? -1 : 1);
const newest = (a: ThreadRow, b: ThreadRow) => b.createdAt - a.createdAt || byId(a, b);

/** No order follows what a working thread does: cards stay where they are while agents work. */
function compare(sorting: Sorting, stand: (row: ThreadRow) => Stand): (a: ThreadRow, b: ThreadRow) => number {
  switch (sorting) {
    case "wait":
      return (a, b) =>
        a.status === "running" || stand(a) === "Quiet" ? newest(a, b) : callsSince(a) - callsSince(b) || byId(a, b);
    case "newest":
      return newest;
    case "name":
      return (a, b) => a.title.localeCompare(b.title) || byId(a, b);
  }
}

/** Which cards stand on the wall and how: the most urgent are taken first, and a group that is empty is none. */
export function deckOrder(
  rows: ReadonlyMap<ThreadId, ThreadRow>,
  projects: readonly Pick<Project, "id" | "name">[],
  { grouping, sorting }: { readonly grouping: Grouping; readonly sorting: Sorting },
  snoozed: ReadonlySet<ThreadId>,
): DeckOrder {
  const stand = (row: ThreadRow) => standOf(row, snoozed);
  const rank = (row: ThreadRow): number => stands.indexOf(stand(row));
  const by = compare(sorting, stand);
  const current = [...rows.values()].filter((row) => !row.archived).toSorted((a, b) => rank(a) - rank(b) || by(a, b));
  const shown = current.slice(0, MOST_CARDS);
  const groups =
    grouping === "status"
      ? stands.map((name) => ({ name, members: shown.filter((row) => stand(row) === name) }))
      : projects.map(({ id, name }) => ({ name, members: shown.filter((row) => row.projectId === id) }));
  return {
    groups: groups
      .filter(({ members }) => members.length > 0)
      .map(({ name, members }) => ({ name, threads: members.map(({ id }) => id) })),
    more: current.length - shown.length,
  };
}

/** Whether the same cards stand in the same places. */
export const sameOrder = (a: DeckOrder, b: DeckOrder): boolean =>
  a.more === b.more &&
  a.groups.length === b.groups.length &&
  a.groups.every(({ name, threads }, index) => {
    const other = b.groups[index];
    return (
      other?.name === name &&
      other.threads.length === threads.length &&
      other.threads.every((threadId, at) => threadId === threads[at])
    );
  });
