import type { SearchHit } from "@flightdeck/contract";
import { useApp } from "../../app.tsx";
import { openBeside, openThread } from "../layout/store.ts";

/** Shows what was found: its thread, and in it the item. */
export function useShowHit(): (hit: SearchHit, options?: { readonly beside?: boolean }) => void {
  const { layout, jumps } = useApp();
  return ({ threadId, turnId, itemId }, { beside = false } = {}) => {
    if (turnId !== undefined && itemId !== undefined) jumps.to({ threadId, turnId, itemId });
    layout.update((state) => (beside ? openBeside : openThread)(state, threadId));
  };
}
