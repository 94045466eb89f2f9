/** A stretch of text that is the same in both, or only in one. */
export interface Part {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** Beyond so many pairs of pieces only the edges are compared. */
const LIMIT = 400_000;

/** What both have in the same order, as pairs of places; the longest such row. */
export function commonRow(before: readonly string[], after: readonly string[]): readonly (readonly [number, number])[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail++;
  const rows = before.length - head - tail;
  const columns = after.length - head - tail;
  const pairs: [number, number][] = Array.from({ length: head }, (_, index) => [index, index]);
  if (rows * columns <= LIMIT) {
    const width = columns + 1;
    const lengths = new Uint32Array((rows + 1) * width);
    for (let row = rows - 1; row >= 0; row--)
      for (let column = columns - 1; column >= 0; column--)
        lengths[row * width + column] =
          before[head + row] === after[head + column]
            ? (lengths[(row + 1) * width + column + 1] ?? 0) + 1
            : Math.max(lengths[(row + 1) * width + column] ?? 0, lengths[row * width + column + 1] ?? 0);
    for (let row = 0, column = 0; row < rows && column < columns; )
      if (before[head + row] === after[head + column]) pairs.push([head + row++, head + column++]);
      else if ((lengths[(row + 1) * width + column] ?? 0) >= (lengths[row * width + column + 1] ?? 0)) row++;
      else column++;
  }
  for (let index = tail; index > 0; index--) pairs.push([before.length - index, after.length - index]);
  return pairs;
}

const piecesOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];

/** How one text became another, word by word: of a changed stretch what was removed comes before what was added. */
export function compareWords(before: string, after: string): readonly Part[] {
  const [old, now] = [piecesOf(before), piecesOf(after)];
  const parts: Part[] = [];
  let [removed, added, at, to] = ["", "", 0, 0];
  const close = () => {
    if (removed !== "") parts.push({ kind: "removed", text: removed });
    if (added !== "") parts.push({ kind: "added", text: added });
    [removed, added] = ["", ""];
  };
  const pairs = [...commonRow(old, now), [old.length, now.length] as const];
  for (const [index, [left, right]] of pairs.entries()) {
    removed += old.slice(at, left).join("");
    added += now.slice(to, right).join("");
    [at, to] = [left + 1, right + 1];
    const same = old[left];
    if (same === undefined) break;
    const [nextLeft = 0, nextRight = 0] = pairs[index + 1] ?? [];
    // A space between two changes is part of them: the words read as one change.
    if ((removed !== "" || added !== "") && same.trim() === "" && (nextLeft > at || nextRight > to)) {
      removed += same;
      added += same;
      continue;
    }
    close();
    const last = parts.at(-1);
    if (last?.kind === "same") parts[parts.length - 1] = { kind: "same", text: last.text + same };
    else parts.push({ kind: "same", text: same });
  }
  close();
  return parts;
}
