import { createContext, use } from "react";
import { useSelect } from "../../app.tsx";
import { useReview } from "../review/parts.ts";
import { type LinesState, possibleIn } from "./chosen.ts";
import type { ChangesStore } from "./store.ts";

/** What acts on the changes of one review. */
export interface ChangesHere {
  readonly store: ChangesStore;
  /** Asks before everything is reverted. */
  readonly askRevertAll: () => void;
}

export const ChangesContext = createContext<ChangesHere | undefined>(undefined);

export function useChanges(): ChangesHere {
  const here = use(ChangesContext);
  if (here === undefined) throw new Error("useChanges outside of a review");
  return here;
}

/** What can be done now with something of which so much is staged. */
export function usePossible({ canStage, canUnstage }: LinesState) {
  const review = useReview();
  const scope = useSelect(review.store, (state) => state.scope);
  const possible = possibleIn(scope);
  return {
    stage: possible.stage && canStage,
    unstage: possible.unstage && (canUnstage || scope.kind === "staged"),
    revert: possible.revert,
  };
}
