/** The head and this many rows decide how wide the columns are. */
const ROWS = 4;
const NARROWEST = 4;
const WIDEST = 44;

/** How wide the columns of a table are, in characters, by its first rows alone. Longer words wrap, and the table scrolls. */
export function columnWidths(rows: readonly (readonly string[])[]): readonly number[] {
  const first = rows.slice(0, 1 + ROWS);
  const columns = Math.max(0, ...first.map((row) => row.length));
  return Array.from({ length: columns }, (_, column) => {
    const longest = Math.max(...first.map((row) => lengthOf(row[column] ?? "")));
    return Math.min(WIDEST, Math.max(NARROWEST, longest));
  });
}

/** Marks of Markdown take no room; of a link only its words do. */
const lengthOf = (text: string): number => text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[*_`~]/g, "").length;
