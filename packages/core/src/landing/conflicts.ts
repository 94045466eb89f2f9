import type { LandingConflict } from "@flightdeck/contract";
import type { ConflictEntry } from "../git/index.ts";

export type Conflict = LandingConflict;

/** What the two sides did to each path, from a merge of the base (ours) with the work (theirs). */
export function conflictsOf(entries: readonly ConflictEntry[]): readonly Conflict[] {
  const stages = new Map<string, ConflictEntry[]>();
  for (const entry of entries) stages.set(entry.path, [...(stages.get(entry.path) ?? []), entry]);
  return [...stages].map(([path, sides]) => ({ path, kind: kindOf(sides) }));
}

function kindOf(sides: readonly ConflictEntry[]): Conflict["kind"] {
  if (sides.some(({ mode }) => mode === "160000")) return "submodule";
  switch (sides.map(({ stage }) => stage).join()) {
    case "1,2,3":
      return "content";
    case "2,3":
      return "both_added";
    case "1,2":
      return "deleted_in_branch";
    case "1,3":
      return "deleted_in_base";
    default:
      return "moved";
  }
}
