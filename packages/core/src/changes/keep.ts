import { rm } from "node:fs/promises";
import { commitTree, deleteRef, gitText, ourIdentity, runGit, type Shadows, updateRef } from "../git/index.ts";

const folder = (threadId: string): string => `refs/flightdeck/reverts/${threadId}/`;

export const refOf = (threadId: string, id: string): string => folder(threadId) + id;

export const refsOf = folder;

/** Keeps objects from being collected: a commit under a ref of ours names them. They must be there. */
export async function keepObjects(
  { root, shadows }: { readonly root: string; readonly shadows: Shadows },
  { ref, objects, now }: { readonly ref: string; readonly objects: readonly string[]; readonly now: number },
): Promise<void> {
  const scratch = shadows.scratchIndex(root);
  const at = { cwd: root, env: { GIT_INDEX_FILE: scratch } };
  try {
    await rm(scratch, { force: true });
    const input = [...new Set(objects)].map((object) => `100644 ${object} 0\t${object}\0`).join("");
    await runGit(["-c", "core.splitIndex=false", "update-index", "-z", "--index-info"], { ...at, input });
    const tree = await gitText(["write-tree"], at);
    const date = `${Math.floor(now / 1000)} +0000`;
    const env = { ...ourIdentity, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    const commit = await commitTree(root, { tree, parents: [], message: "What a revert took", env });
    await updateRef(root, { ref, to: commit, reason: "flightdeck: revert" });
  } finally {
    await rm(scratch, { force: true });
  }
}

export const letGo = (root: string, threadId: string, id: string): Promise<void> =>
  deleteRef(root, refOf(threadId, id));
