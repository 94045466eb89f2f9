import {
  type CommentAnchor,
  type DiffScope,
  type HunkLine,
  parsePatch,
  QUOTE_LIMIT,
  QUOTE_LINES,
} from "@flightdeck/contract";
import type { HunkRef, LinePoint, LineSelection } from "../review/parts.ts";

interface Row {
  readonly line: HunkLine;
  readonly old?: number;
  readonly new?: number;
}

const signs = { context: " ", added: "+", removed: "-" } as const;

function rowsOf(patch: string): readonly Row[] {
  return parsePatch(patch).hunks.flatMap((hunk) => {
    let old = hunk.oldStart;
    let fresh = hunk.newStart;
    return hunk.lines.map((line): Row => {
      if (line.kind === "context") return { line, old: old++, new: fresh++ };
      return line.kind === "removed" ? { line, old: old++ } : { line, new: fresh++ };
    });
  });
}

/** The lines between two points of a patch with their signs, as far as a quote goes. */
function quoteBetween(patch: string, start: LinePoint, end: LinePoint): string {
  const rows = rowsOf(patch);
  const at = ({ side, line }: LinePoint) => rows.findIndex((row) => row[side] === line);
  const first = at(start);
  const last = at(end);
  if (first < 0 || last < first) return "";
  const lines: string[] = [];
  let size = 0;
  for (const { line } of rows.slice(first, last + 1)) {
    const shown = `${signs[line.kind]}${line.text.replace(/\r$/, "")}`;
    size += shown.length + 1;
    if (lines.length === QUOTE_LINES || size > QUOTE_LIMIT) break;
    lines.push(shown);
  }
  return lines.join("\n");
}

/** What a comment on chosen lines is about: the new version's lines, or the old one's where nothing else was chosen. */
export function anchorOf(scope: DiffScope, patch: string, selection: LineSelection): CommentAnchor | undefined {
  const { path, start, end } = selection;
  const side = selection.new === undefined ? "old" : "new";
  const lines = selection[side];
  if (lines === undefined) return undefined;
  const quote = quoteBetween(patch, start, end);
  return { scope, path, side, lines: { from: lines.start, to: lines.end }, quote };
}

/** The lines that a hunk changes, from the first to the last, as a selection. */
export function changedLines({ path, removed, added }: HunkRef): LineSelection {
  const ends = (lines: readonly number[]) => ({ start: Math.min(...lines), end: Math.max(...lines) });
  const side = added.length > 0 ? "new" : "old";
  const { start, end } = ends(side === "new" ? added : removed);
  return {
    path,
    start: { side, line: start },
    end: { side, line: end },
    removed: side === "old" ? removed : [],
    added,
    [side]: { start, end },
  };
}
