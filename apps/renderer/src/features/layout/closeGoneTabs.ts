import type { ThreadRowsStore } from "../threads/rows.ts";
import { keepOnly, type LayoutStore } from "./store.ts";

/**
 * Tabs of threads that were deleted, here or elsewhere, go: with the first list those that were kept from an earlier
 * window, then those whose row goes. A thread that was created a moment ago has no row yet and keeps its tab.
 */
export function closeGoneTabs(rows: ThreadRowsStore, layout: LayoutStore): void {
  rows.subscribe((now, before) => {
    layout.update((state) => keepOnly(state, (id) => now.rows.has(id) || (before.loaded && !before.rows.has(id))));
  });
}
