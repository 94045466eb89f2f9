/** One line of a small diff. */
export interface DiffLine {
  readonly kind: "add" | "del" | "same" | "gap";
  /** Its number in the file as it is after the change; for a removed line, as it was before. */
  readonly number: number | undefined;
  readonly text: string;
  /** The columns that differ from the line it replaces or is replaced by. */
  readonly changed?: { readonly from: number; readonly to: number };
}

const hunkHead = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)$/;

/** Reads a unified diff without file headers. What is not understood is shown as a line of its own. */
export function parseInlineDiff(diff: string): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let before = 1;
  let after = 1;
  for (const raw of diff.replace(/\n$/, "").split("\n")) {
    const head = hunkHead.exec(raw);
    const text = raw.slice(1).replace(/\r$/, "");
    if (head !== null) {
      before = Number(head[1]);
      after = Number(head[2]);
      if (lines.length > 0) lines.push({ kind: "gap", number: undefined, text: head[3] ?? "" });
    } else if (raw.startsWith("+")) lines.push({ kind: "add", number: after++, text });
    else if (raw.startsWith("-")) lines.push({ kind: "del", number: before++, text });
    else if (raw.startsWith("\\")) lines.push({ kind: "gap", number: undefined, text });
    else {
      lines.push({ kind: "same", number: after, text });
      before += 1;
      after += 1;
    }
  }
  return markChanges(lines);
}

/** Pairs removed lines with the added ones that follow them and marks what differs in each pair. */
function markChanges(lines: readonly DiffLine[]): readonly DiffLine[] {
  const marked = [...lines];
  for (let at = 0; at < lines.length; ) {
    const dels = runLength(lines, at, "del");
    const adds = runLength(lines, at + dels, "add");
    for (let pair = 0; pair < Math.min(dels, adds); pair += 1) {
      const del = lines[at + pair];
      const add = lines[at + dels + pair];
      if (del === undefined || add === undefined) continue;
      const spans = differing(del.text, add.text);
      if (spans === undefined) continue;
      marked[at + pair] = { ...del, changed: spans.before };
      marked[at + dels + pair] = { ...add, changed: spans.after };
    }
    at += Math.max(1, dels + adds);
  }
  return marked;
}

function runLength(lines: readonly DiffLine[], from: number, kind: DiffLine["kind"]): number {
  let length = 0;
  while (lines[from + length]?.kind === kind) length += 1;
  return length;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const wordPart = /[\p{L}\p{N}_$]/u;

/** What two lines do not share at their start and end, in whole words; undefined where they share too little to compare. */
export function differing(before: string, after: string): { readonly before: Span; readonly after: Span } | undefined {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const inWord = (text: string, at: number) => wordPart.test(text[at] ?? "") && wordPart.test(text[at - 1] ?? "");
  while (head > 0 && (inWord(before, head) || inWord(after, head))) head -= 1;
  while (tail > 0 && (inWord(before, before.length - tail) || inWord(after, after.length - tail))) tail -= 1;
  const shared = before.slice(0, head).trim().length + before.slice(before.length - tail).trim().length;
  if (shared * 3 < Math.max(before.trim().length, after.trim().length)) return undefined;
  return { before: { from: head, to: before.length - tail }, after: { from: head, to: after.length - tail } };
}
