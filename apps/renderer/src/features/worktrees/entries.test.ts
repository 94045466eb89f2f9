import {
  ProjectId,
  ThreadId,
  type ThreadRow,
  type Worktree,
  type WorktreeDetails,
  WorktreeId,
} from "@flightdeck/contract";
import { expect, test } from "vitest";
import { shelf, shownEntries, spare, type WorktreeEntry } from "./entries.ts";

function entry(
  name: string,
  more: Partial<Worktree> = {},
  details?: Partial<WorktreeDetails>,
  given: Partial<WorktreeEntry> = {},
): WorktreeEntry {
  const id = WorktreeId.parse(name);
  return {
    worktree: {
      id,
      projectId: ProjectId.parse("p"),
      threadId: ThreadId.parse(name),
      path: `/w/${name}`,
      branch: `flightdeck/${name}`,
      state: "ready",
      createdAt: 1,
      ...more,
    },
    project: "app",
    ...(details && { details: { id, changed: 0, unpushed: 0, locked: false, processes: 0, lastUsed: 1, ...details } }),
    ...given,
  };
}

const names = (entries: readonly WorktreeEntry[]) => entries.map(({ worktree }) => worktree.id);
const running = { status: "running", title: "Busy", updatedAt: 0 } as ThreadRow; // what is looked at here

const entries = [
  entry("old", {}, { merged: true, lastUsed: 10 }, { bytes: 5 }),
  entry("dirty", {}, { merged: false, changed: 2, lastUsed: 30 }, { bytes: 1 }),
  entry("busy", {}, { merged: true, lastUsed: 20 }, { thread: running }),
  entry("locked", {}, { merged: true, locked: true, lastUsed: 5 }),
  entry("unknown"),
  entry("gone", { state: "removed", removedAt: 3 }),
  entry("later", { state: "removed", removedAt: 9 }),
];

test("worktrees are filtered by words and kind, and sorted", () => {
  const all = { filter: "", kind: "all", order: "used" } as const;
  expect([
    names(shownEntries(entries, all)),
    names(shownEntries(entries, { ...all, order: "size" })).slice(0, 2),
    names(shownEntries(entries, { ...all, order: "title" })),
    names(shownEntries(entries, { ...all, kind: "merged" })),
    names(shownEntries(entries, { ...all, kind: "changed" })),
    names(shownEntries(entries, { ...all, filter: "DECK/d app" })),
  ]).toEqual([
    ["dirty", "busy", "old", "locked", "unknown"],
    ["old", "dirty"],
    ["busy", "dirty", "locked", "old", "unknown"],
    ["busy", "old", "locked"],
    ["dirty"],
    ["dirty"],
  ]);
});

test("only what is merged, clean and at rest is spare, and the shelf has the latest first", () => {
  expect([names(spare(entries)), names(shelf(entries))]).toEqual([["old"], ["later", "gone"]]);
});
