import type { ProjectId, ThreadId, ThreadRow } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { ThreadRowsStore } from "../threads/rows.ts";
import { allEntries, callingRows, type Entries, type Entry, entriesOf, projectOf } from "./entries.ts";
import type { AttentionStore } from "./store.ts";

/**
 * What wants the person, item by item and rolled up: the one source of every count, from a project's name to the badge on
 * the app. What is snoozed counts nowhere.
 */
export interface RollUp {
  readonly entries: Entries;
  /** Agents that stand still until the person acts. */
  readonly waiting: number;
  readonly waitingByProject: ReadonlyMap<ProjectId, number>;
}

export type RollUpStore = Pick<StoreApi<RollUp>, "getState" | "subscribe">;

export function rollUp(entries: Entries): RollUp {
  const byProject = new Map<ProjectId, number>();
  for (const entry of entries.waiting) {
    const projectId = projectOf(entry);
    byProject.set(projectId, (byProject.get(projectId) ?? 0) + 1);
  }
  return { entries, waiting: entries.waiting.length, waitingByProject: byProject };
}

const sameEntry = (a: Entry, b: Entry | undefined): boolean =>
  b !== undefined &&
  a.key === b.key &&
  (a.kind === "approval"
    ? b.kind === "approval" && a.approval === b.approval
    : a.kind === "question"
      ? b.kind === "question" && a.question === b.question
      : "row" in b && a.row === b.row);

const sameList = (a: readonly Entry[], b: readonly Entry[]): boolean =>
  a.length === b.length && a.every((entry, index) => sameEntry(entry, b[index]));

const sameEntries = (a: Entries, b: Entries): boolean =>
  sameList(a.waiting, b.waiting) &&
  sameList(a.broken, b.broken) &&
  sameList(a.done, b.done) &&
  sameList(a.snoozed, b.snoozed) &&
  a.snoozed.every((entry, index) => a.until.get(entry.key) === b.until.get(b.snoozed[index]?.key ?? ""));

/** Looks again whenever something comes, goes or is put off; keeps its identity while agents only work. */
export function createRollUp(attention: AttentionStore, rows: ThreadRowsStore): RollUpStore {
  const look = () => entriesOf(attention.getState(), callingRows(rows.getState().rows));
  const store = createStore<RollUp>(() => rollUp(look()));
  const refresh = () => {
    const entries = look();
    if (!sameEntries(store.getState().entries, entries)) store.setState(rollUp(entries), true);
  };
  attention.subscribe(refresh);
  rows.subscribe(refresh);
  return store;
}

/** The entry that waits longest. */
export const longestWait = ({ entries }: RollUp): ThreadId | undefined => entries.waiting[0]?.threadId;

/** The next unread thread, behind the one in front, around the end: as the queue has them, then those it does not list. */
export function nextUnread(
  { entries }: RollUp,
  rows: ReadonlyMap<ThreadId, ThreadRow>,
  front: ThreadId | undefined,
): ThreadId | undefined {
  const others = [...rows.values()].filter((row) => !row.archived).toSorted((a, b) => a.updatedAt - b.updatedAt);
  const called = allEntries(entries).filter(({ kind }) => kind === "failure" || kind === "finished");
  const ids = new Set([...called.map(({ threadId }) => threadId), ...others.map(({ id }) => id)]);
  const unread = [...ids].filter((id) => rows.get(id)?.unread === true);
  const at = front === undefined ? -1 : unread.indexOf(front);
  return unread[(at + 1) % Math.max(1, unread.length)];
}

/** Threads of which all that they want is put off. */
export function snoozedThreads({ entries }: RollUp): ReadonlySet<ThreadId> {
  const awake = new Set([...entries.waiting, ...entries.broken, ...entries.done].map(({ threadId }) => threadId));
  return new Set(entries.snoozed.flatMap(({ threadId }) => (awake.has(threadId) ? [] : [threadId])));
}
