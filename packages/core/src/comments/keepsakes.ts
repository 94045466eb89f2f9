import type { CommentId, ThreadId } from "@flightdeck/contract";
import { deleteRef, deleteRefs, updateRef } from "../git/index.ts";

const folderOf = (threadId: ThreadId): string => `refs/flightdeck/comments/${threadId}/`;
const refOf = (threadId: ThreadId, id: CommentId, use: "anchor" | "baseline"): string =>
  `${folderOf(threadId)}${id}/${use}`;

/** Keeps a tree that a comment's lines are followed from: git would let go of what no ref reaches. */
export const keepTree = (
  cwd: string,
  { threadId, id }: { readonly threadId: ThreadId; readonly id: CommentId },
  use: "anchor" | "baseline",
  tree: string,
): Promise<void> =>
  updateRef(cwd, { ref: refOf(threadId, id, use), to: tree, reason: "flightdeck: lines of a comment" });

export const dropTree = (cwd: string, threadId: ThreadId, id: CommentId): Promise<void> =>
  deleteRef(cwd, refOf(threadId, id, "anchor"));

/** Lets go of all that a deleted thread's comments kept. */
export const dropTrees = (cwd: string, threadId: ThreadId): Promise<void> => deleteRefs(cwd, folderOf(threadId));
