import type { Layout, Pane } from "./store.ts";

/** How many threads stand side by side at most, and how many of them below each other. */
export const MOST_PANES = 4;
const MOST_STACKED = 2;

export type Panes = Layout["panes"];
/** The panes and how many of them stand in each column. */
export type Grid = Pick<Layout, "panes" | "columns">;

export type Side = "left" | "right" | "top" | "bottom";

interface Place {
  readonly column: number;
  readonly row: number;
}

/** The places of the panes: those of each column, from the left, each from the top. */
export function columnsOf({ columns }: Pick<Layout, "columns">): readonly (readonly number[])[] {
  let next = 0;
  return columns.map((height) => Array.from({ length: height }, () => next++));
}

function placeOf(grid: Pick<Layout, "columns">, index: number): Place {
  const columns = columnsOf(grid);
  const column = Math.max(
    0,
    columns.findIndex((places) => places.includes(index)),
  );
  return { column, row: Math.max(0, columns[column]?.indexOf(index) ?? 0) };
}

/** Reads columns back into a grid; one without panes is gone. */
function toGrid(columns: readonly (readonly Pane[])[]): Grid | undefined {
  const filled = columns.filter((panes) => panes.length > 0);
  const [first, ...rest] = filled.flat();
  return first && { panes: [first, ...rest], columns: filled.map((panes) => panes.length) };
}

const panesByColumn = (grid: Grid): Pane[][] =>
  columnsOf(grid).map((places) => places.flatMap((index) => grid.panes[index] ?? []));

/** Whether there is room for one more pane at this side of one. */
export function hasRoom(grid: Grid, index: number, side: Side): boolean {
  if (grid.panes.length >= MOST_PANES) return false;
  if (side === "left" || side === "right") return true;
  return (grid.columns[placeOf(grid, index).column] ?? 0) < MOST_STACKED;
}

/** Puts one more pane at the side of another; where there is no room nothing changes. */
export function insertPane(grid: Grid, index: number, side: Side, pane: Pane): Grid {
  if (!hasRoom(grid, index, side)) return grid;
  const { column, row } = placeOf(grid, index);
  const columns = panesByColumn(grid);
  if (side === "left" || side === "right") columns.splice(side === "left" ? column : column + 1, 0, [pane]);
  else columns[column]?.splice(side === "top" ? row : row + 1, 0, pane);
  return toGrid(columns) ?? grid;
}

/** Takes a pane out; the last one stays. */
export function removePane(grid: Grid, index: number): Grid {
  const { column, row } = placeOf(grid, index);
  return toGrid(panesByColumn(grid).map((panes, at) => (at === column ? panes.toSpliced(row, 1) : panes))) ?? grid;
}

/** The pane that lies in a direction from one, at its height as far as there is one. */
export function neighbour(grid: Pick<Layout, "columns">, index: number, side: Side): number | undefined {
  const { column, row } = placeOf(grid, index);
  const columns = columnsOf(grid);
  if (side === "top" || side === "bottom") return columns[column]?.[side === "top" ? row - 1 : row + 1];
  const beside = columns[side === "left" ? column - 1 : column + 1];
  return beside?.[Math.min(row, beside.length - 1)];
}

/** So many panes: up to three in columns, four as two by two. */
export function arrangementOf(count: number): readonly number[] {
  return count >= MOST_PANES ? [2, 2] : Array.from({ length: Math.max(1, count) }, () => 1);
}

/** The columns that were kept, where they fit the panes; what was kept before there were any reads as one row. */
export function readColumns(value: unknown, count: number): readonly number[] {
  const kept = Array.isArray(value) ? value : [];
  const fits = kept.every((height) => Number.isInteger(height) && height >= 1 && height <= MOST_STACKED);
  const columns = fits ? kept.map(Number) : [];
  return columns.reduce((sum, height) => sum + height, 0) === count ? columns : arrangementOf(count);
}
