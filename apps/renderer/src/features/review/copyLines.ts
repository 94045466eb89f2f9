import { parsePatch } from "@flightdeck/contract";
import type { LineSelection } from "./parts.ts";

/**
 * The selected lines as they are in the files, hidden characters and all: of both versions where both are selected, in the
 * order of the diff.
 */
export function copyLines(patch: string, { old, new: fresh, removed, added }: LineSelection): string {
  const lines: string[] = [];
  const gone = new Set(removed);
  const come = new Set(added);
  for (const hunk of parsePatch(patch).hunks) {
    let before = hunk.oldStart;
    let after = hunk.newStart;
    for (const { kind, text } of hunk.lines) {
      const within =
        kind === "removed"
          ? gone.has(before)
          : kind === "added"
            ? come.has(after)
            : fresh === undefined
              ? old !== undefined && old.start <= before && before <= old.end
              : fresh.start <= after && after <= fresh.end;
      if (within) lines.push(text);
      if (kind !== "added") before += 1;
      if (kind !== "removed") after += 1;
    }
  }
  return lines.join("\n");
}
