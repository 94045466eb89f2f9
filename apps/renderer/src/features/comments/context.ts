import type { CommentId, CommentPlace, ReviewComment, ThreadId } from "@flightdeck/contract";
import { createContext, use } from "react";
import type { StoreApi } from "zustand/vanilla";
import type { LineSelection } from "../review/parts.ts";
import type { CommentsStore } from "./store.ts";

export type Places = ReadonlyMap<CommentId, CommentPlace>;

/** The comments of the review around, and what can be done with them. */
export interface CommentsHere {
  readonly threadId: ThreadId;
  readonly store: CommentsStore;
  /** Where they stand in the scope that is shown; what the host has not told yet is not in it. */
  readonly places: Pick<StoreApi<Places>, "getState" | "subscribe">;
  /** Begins a comment on these lines. */
  readonly comment: (selection: LineSelection) => void;
  /** Shows a comment in the diff, or at its file's head. */
  readonly show: (comment: ReviewComment) => void;
  /** Comments in the order of the diff. */
  readonly ordered: () => readonly ReviewComment[];
}

export const CommentsContext = createContext<CommentsHere | undefined>(undefined);

export function useComments(): CommentsHere {
  const here = use(CommentsContext);
  if (here === undefined) throw new Error("useComments outside of a review");
  return here;
}
