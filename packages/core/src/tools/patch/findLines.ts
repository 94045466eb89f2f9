const dashes = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g;
const singleQuotes = /[\u2018-\u201B\u2032]/g;
const doubleQuotes = /[\u201C-\u201F\u2033]/g;
const spaces = /[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g;

/** As typed on a plain keyboard. */
const plain = (line: string): string =>
  line.replace(dashes, "-").replace(singleQuotes, "'").replace(doubleQuotes, '"').replace(spaces, " ").trim();

/** From exact to forgiving: a later pass counts only where an earlier one finds nothing at all. */
const passes: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  plain,
];

/** Where `wanted` stands in `lines` at or after `start`; with `atEnd` only as the very last lines. */
export function findLines(
  lines: readonly string[],
  wanted: readonly string[],
  start: number,
  { atEnd = false }: { readonly atEnd?: boolean } = {},
): number | undefined {
  const last = lines.length - wanted.length;
  const first = atEnd ? Math.max(start, last) : start;
  for (const seenAs of passes) {
    const looked = wanted.map(seenAs);
    for (let at = first; at <= last; at += 1) {
      if (looked.every((line, offset) => seenAs(lines[at + offset] ?? "") === line)) return at;
    }
  }
  return undefined;
}
