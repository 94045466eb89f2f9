import { parseText } from "./textFile.ts";

export interface LineDiff {
  readonly additions: number;
  readonly deletions: number;
  /** A unified diff without file headers. */
  readonly diff: string;
}

interface Edit {
  readonly kind: "keep" | "add" | "remove";
  readonly text: string;
}

const CONTEXT = 3;
/** Beyond so many differences the search would cost more than its answer is worth: all of it counts as replaced. */
const MOST_EDITS = 1500;

/** What changed between two texts. The diff is cut at a line beyond `limit` characters; the counts are of all of it. */
export function lineDiff(before: string, after: string, limit: number): LineDiff {
  const edits = editsBetween(linesOf(before), linesOf(after));
  const count = (kind: Edit["kind"]): number => edits.filter((edit) => edit.kind === kind).length;
  return { additions: count("add"), deletions: count("remove"), diff: unified(edits, limit) };
}

/** Lines with their missing end as part of them, so that it counts as a difference. */
const linesOf = (text: string): readonly string[] =>
  parseText(text).lines.map((line) => (line.end === "" ? `${line.text}\n\\ No newline at end of file` : line.text));

function editsBetween(before: readonly string[], after: readonly string[]): readonly Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let tail = 0;
  const room = Math.min(before.length, after.length) - start;
  while (tail < room && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const keep = (lines: readonly string[]): readonly Edit[] => lines.map((text) => ({ kind: "keep", text }));
  return [
    ...keep(before.slice(0, start)),
    ...shortest(before.slice(start, before.length - tail), after.slice(start, after.length - tail)),
    ...keep(before.slice(before.length - tail)),
  ];
}

/** Myers' shortest edit script. */
function shortest(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const most = Math.min(before.length + after.length, MOST_EDITS);
  const size = 2 * most + 3;
  const middle = most + 1;
  const furthest = new Int32Array(size);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    trace.push(furthest.slice(middle - edits - 1, middle + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down =
        diagonal === -edits ||
        (diagonal !== edits && at(furthest, middle + diagonal - 1) < at(furthest, middle + diagonal + 1));
      let x = down ? at(furthest, middle + diagonal + 1) : at(furthest, middle + diagonal - 1) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      furthest[middle + diagonal] = x;
      if (x >= before.length && x - diagonal >= after.length) return walkBack(before, after, trace);
    }
  }
  return [
    ...before.map((text): Edit => ({ kind: "remove", text })),
    ...after.map((text): Edit => ({ kind: "add", text })),
  ];
}

const at = (array: Int32Array, index: number): number => array[index] ?? 0;

function walkBack(before: readonly string[], after: readonly string[], trace: readonly Int32Array[]): readonly Edit[] {
  const edits: Edit[] = [];
  let x = before.length;
  let y = after.length;
  for (let step = trace.length - 1; step > 0; step -= 1) {
    const furthest = trace[step] ?? new Int32Array();
    const middle = step + 1;
    const diagonal = x - y;
    const down =
      diagonal === -step ||
      (diagonal !== step && at(furthest, middle + diagonal - 1) < at(furthest, middle + diagonal + 1));
    const fromDiagonal = down ? diagonal + 1 : diagonal - 1;
    const fromX = at(furthest, middle + fromDiagonal);
    const fromY = fromX - fromDiagonal;
    while (x > fromX && y > fromY && x > 0 && y > 0 && before[x - 1] === after[y - 1]) {
      x -= 1;
      y -= 1;
      edits.push({ kind: "keep", text: before[x] ?? "" });
    }
    if (down) {
      y -= 1;
      edits.push({ kind: "add", text: after[y] ?? "" });
    } else {
      x -= 1;
      edits.push({ kind: "remove", text: before[x] ?? "" });
    }
  }
  while (x > 0) {
    x -= 1;
    edits.push({ kind: "keep", text: before[x] ?? "" });
  }
  return edits.reverse();
}

const signs = { keep: " ", add: "+", remove: "-" } as const;

function unified(edits: readonly Edit[], limit: number): string {
  const parts: string[] = [];
  let length = 0;
  for (const { first, last } of hunks(edits)) {
    const lines: Edit[] = [];
    for (const edit of edits.slice(first, last)) {
      length += edit.text.length + 2;
      if (length > limit) break;
      lines.push(edit);
    }
    if (lines.length === 0) break;
    const body = lines.map((edit) => signs[edit.kind] + edit.text);
    parts.push(headerOf(edits, first, lines), ...body);
    if (length > limit) break;
  }
  return parts.length === 0 ? "" : `${parts.join("\n")}\n`;
}

/** Runs of edits with the lines around them; near ones are one. */
function hunks(edits: readonly Edit[]): readonly { readonly first: number; readonly last: number }[] {
  const found: { first: number; last: number }[] = [];
  edits.forEach(({ kind }, index) => {
    if (kind === "keep") return;
    const first = Math.max(0, index - CONTEXT);
    const last = Math.min(edits.length, index + CONTEXT + 1);
    const open = found.at(-1);
    if (open !== undefined && first <= open.last) open.last = last;
    else found.push({ first, last });
  });
  return found;
}

function headerOf(edits: readonly Edit[], first: number, lines: readonly Edit[]): string {
  const countWithout = (list: readonly Edit[], kind: Edit["kind"]): number =>
    list.filter((edit) => edit.kind !== kind).length;
  const range = (kind: Edit["kind"]): string => {
    const before = countWithout(edits.slice(0, first), kind);
    const count = countWithout(lines, kind);
    return `${count === 0 ? before : before + 1},${count}`;
  };
  return `@@ -${range("add")} +${range("remove")} @@`;
}
