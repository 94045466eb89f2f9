import { countOf, type FoundItem, type Item, type ItemId } from "@flightdeck/contract";
import type { Row } from "../rows.ts";

/** One place where the text stands: the how manyth of an item, counted from 0. */
export interface Hit {
  readonly item: FoundItem;
  readonly nth: number;
}

export const countHits = (items: readonly FoundItem[]): number => items.reduce((sum, { count }) => sum + count, 0);

/** The hit with a number, counted from 0 over all items. */
export function hitAt(items: readonly FoundItem[], index: number): Hit | undefined {
  let before = 0;
  for (const item of items) {
    if (index < before + item.count) return index < before ? undefined : { item, nth: index - before };
    before += item.count;
  }
  return undefined;
}

/** The number of the first hit in one of these items; undefined when none has any. */
export function firstHitIn(items: readonly FoundItem[], wanted: ReadonlySet<ItemId>): number | undefined {
  let before = 0;
  for (const { itemId, count } of items) {
    if (wanted.has(itemId)) return before;
    before += count;
  }
  return undefined;
}

/** The items that a row shows. */
export function itemsOf(row: Row): readonly ItemId[] {
  switch (row.kind) {
    case "item":
      return [row.item.id];
    case "prose":
      return [row.itemId];
    case "fold":
      return row.items.map(({ id }) => id);
    case "progress":
      return [row.plan.id];
    case "worktree":
    case "waiting":
    case "end":
    case "override":
    case "quarantined":
      return [];
  }
}

/** Where a hit is drawn: the row, and the how manyth of those in the row it is. */
export function rowOf(
  rows: readonly Row[],
  { item, nth }: Hit,
  text: string,
): { readonly index: number; readonly nth: number } | undefined {
  let left = nth;
  let last: number | undefined;
  for (const [index, row] of rows.entries()) {
    if (!itemsOf(row).includes(item.itemId)) continue;
    if (row.kind !== "prose") return { index, nth };
    // A message is many rows.
    const here = countOf(row.block.raw, text);
    if (left < here) return { index, nth: left };
    left -= here;
    last = index;
  }
  return last === undefined ? undefined : { index: last, nth: 0 };
}

/** What has to be open for all of an item to be seen. */
export function disclosuresOf(item: Item): readonly string[] {
  const paths = item.type === "file_change" && item.changes.length > 1 ? item.changes.map(({ path }) => path) : [];
  return [
    item.id,
    `${item.id}:all`,
    `${item.id}:files`,
    ...paths.flatMap((path) => [`${item.id}:${path}`, `${item.id}:${path}:all`]),
  ];
}
