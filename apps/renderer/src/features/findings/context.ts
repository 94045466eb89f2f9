import { createContext, use } from "react";
import type { FindingsStore } from "./store.ts";

export const FindingsContext = createContext<FindingsStore | undefined>(undefined);

/** The findings of the review around the caller. */
export function useFindings(): FindingsStore {
  const store = use(FindingsContext);
  if (store === undefined) throw new Error("useFindings outside of a review");
  return store;
}
