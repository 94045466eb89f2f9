import type { CommentId, ThreadId } from "@flightdeck/contract";
import { deleteRefs, runGit } from "../git/index.ts";

const folderOf = (threadId: ThreadId): string => `refs/flightdeck/comments/${threadId}/`;
const refOf = (threadId: ThreadId, id: CommentId, use: "anchor" | "baseline"): string =>
  `${folderOf(threadId)}${id}/${use}`;

/** Keeps a tree that comments' lines are followed from: git would let go of what no ref reaches. */
export async function keepTree(
  cwd: string,
  comments: readonly { readonly threadId: ThreadId; readonly id: CommentId }[],
  use: "anchor" | "baseline",
  tree: string,
): Promise<void> {
  const input = comments.map(({ threadId, id }) => `update ${refOf(threadId, id, use)}\0${tree}\0\0`).join("");
  if (input !== "") await runGit(["update-ref", "-z", "--stdin"], { cwd, input });
}

/** Lets go of what one comment kept, sent once or not. */
export const dropTree = (cwd: string, threadId: ThreadId, id: CommentId): Promise<void> =>
  deleteRefs(cwd, `${folderOf(threadId)}${id}/`);

/** Lets go of all that a deleted thread's comments kept. */
export const dropTrees = (cwd: string, threadId: ThreadId): Promise<void> => deleteRefs(cwd, folderOf(threadId));
