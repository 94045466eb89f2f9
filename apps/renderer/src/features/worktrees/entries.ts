import type { ThreadRow, Worktree, WorktreeDetails } from "@flightdeck/contract";

/** A worktree with what is known of it so far. */
export interface WorktreeEntry {
  readonly worktree: Worktree;
  /** Undefined for one that is gone. */
  readonly thread?: ThreadRow;
  readonly project?: string;
  readonly details?: WorktreeDetails;
  readonly bytes?: number;
  /** Why nothing more is known. */
  readonly failure?: string;
}

export const worktreeOrders = [
  { value: "used", label: "Last used" },
  { value: "size", label: "Size" },
  { value: "title", label: "Title" },
] as const;
export type WorktreeOrder = (typeof worktreeOrders)[number]["value"];

export const worktreeKinds = [
  { value: "all", label: "All" },
  { value: "changed", label: "With changes" },
  { value: "merged", label: "Merged" },
] as const;
export type WorktreeKind = (typeof worktreeKinds)[number]["value"];

export const titleOf = ({ thread, worktree }: WorktreeEntry): string => thread?.title ?? worktree.branch;

export const lastUsed = ({ details, thread, worktree }: WorktreeEntry): number =>
  Math.max(details?.lastUsed ?? 0, thread?.updatedAt ?? 0, worktree.createdAt);

/** Those that are there, as the person wants to see them. */
export function shownEntries(
  entries: readonly WorktreeEntry[],
  { filter, kind, order }: { readonly filter: string; readonly kind: WorktreeKind; readonly order: WorktreeOrder },
): readonly WorktreeEntry[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (entry: WorktreeEntry): boolean => {
    const { worktree, project = "", details } = entry;
    if (kind === "changed" && (details?.changed ?? 0) + (details?.unpushed ?? 0) === 0) return false;
    if (kind === "merged" && details?.merged !== true) return false;
    const text = [titleOf(entry), project, worktree.branch, worktree.path].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const compare: Readonly<Record<WorktreeOrder, (a: WorktreeEntry, b: WorktreeEntry) => number>> = {
    used: (a, b) => lastUsed(b) - lastUsed(a),
    size: (a, b) => (b.bytes ?? -1) - (a.bytes ?? -1),
    title: (a, b) => titleOf(a).localeCompare(titleOf(b)),
  };
  return entries
    .filter(({ worktree }) => worktree.state !== "removed")
    .filter(matches)
    .toSorted(compare[order]);
}

/** What was removed, the latest first. */
export const shelf = (entries: readonly WorktreeEntry[]): readonly WorktreeEntry[] =>
  entries
    .filter(({ worktree }) => worktree.state === "removed")
    .toSorted((a, b) => (b.worktree.removedAt ?? 0) - (a.worktree.removedAt ?? 0));

/** Those that nobody would miss: merged, clean, unlocked, and nobody works in them. */
export const spare = (entries: readonly WorktreeEntry[]): readonly WorktreeEntry[] =>
  entries.filter(
    ({ worktree, details, thread }) =>
      worktree.state === "ready" &&
      details?.merged === true &&
      details.changed === 0 &&
      !details.locked &&
      details.processes === 0 &&
      (thread === undefined || ["idle", "failed", "interrupted"].includes(thread.status)),
  );

export const sizeOf = (entries: readonly WorktreeEntry[]): number =>
  entries.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
