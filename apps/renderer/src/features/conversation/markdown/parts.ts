/** A piece of a block that is too long to be drawn anew with every word. `head` is what it needs before it to be read. */
export interface Part {
  readonly raw: string;
  readonly head: string;
}

/**
 * A part ends at the first good place behind this many characters, and a paragraph's at any space behind twice as many: some
 * ten lines, because a list draws as many rows as small ones would fit before it knows how tall these are.
 */
const ENOUGH = 1200;
/** A table's columns are as wide as their part needs: it is cut seldom. */
const ENOUGH_ROWS = 4000;

/**
 * Cuts a long list, table or paragraph into parts that read by themselves. Where it cuts depends on the text before the cut
 * alone, so that the parts of a text that grows stay where they are. `resumed` is the head of the part that `raw` starts
 * with, when it is not the block's first.
 */
export function cutParts(kind: string, raw: string, resumed: string): readonly Part[] {
  switch (kind) {
    case "list":
      return cut(raw, ENOUGH, (from) => nextLine(raw, from, /^(?:[-*+]|\d{1,9}[.)])[ \t]/)).map((part) => ({
        raw: part,
        head: "",
      }));
    case "table": {
      const head = resumed === "" ? (/^.*\n.*\n/.exec(raw)?.[0] ?? "") : resumed;
      return cut(raw, ENOUGH_ROWS, (from) => nextLine(raw, from, /^(?=\S)/)).map((part, index) => ({
        raw: part,
        head: index === 0 ? resumed : head,
      }));
    }
    case "paragraph":
      return cut(raw, ENOUGH, (from, start) => nextSentence(raw, from, start)).map((part) => ({ raw: part, head: "" }));
    default:
      return [{ raw, head: "" }];
  }
}

function cut(
  raw: string,
  enough: number,
  place: (from: number, start: number) => number | undefined,
): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  while (raw.length - start > enough) {
    const end = place(start + enough, start);
    if (end === undefined) break;
    parts.push(raw.slice(start, end));
    start = end;
  }
  parts.push(raw.slice(start));
  return parts;
}

/** The start of the first line behind `from` that begins as wanted. */
function nextLine(raw: string, from: number, begins: RegExp): number | undefined {
  for (let at = raw.indexOf("\n", from); at >= 0; at = raw.indexOf("\n", at + 1)) {
    // A line that is only begun may yet become something else.
    if (raw.length < at + 12) return undefined;
    if (begins.test(raw.slice(at + 1, at + 12))) return at + 1;
  }
  return undefined;
}

/** Where a sentence starts with a plain word and no mark is open; behind twice the length any plain word will do. */
function nextSentence(raw: string, from: number, start: number): number | undefined {
  const word = /[\s](?=\p{L}{2})/gu;
  word.lastIndex = from;
  for (let found = word.exec(raw); found !== null; found = word.exec(raw)) {
    const at = found.index + 1;
    if (at - start > 2 * ENOUGH) return at;
    if (/[.!?:]\s$/.test(raw.slice(at - 2, at)) && closed(raw.slice(start, at))) return at;
  }
  return undefined;
}

const closed = (text: string): boolean =>
  [/`/g, /\*\*/g, /[[\]]/g].every((mark) => (text.match(mark)?.length ?? 0) % 2 === 0);
