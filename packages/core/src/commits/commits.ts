import { stat } from "node:fs/promises";
import { AppError } from "../errors/index.ts";
import { gitDirs } from "../git/index.ts";
import { createBranch, renameBranch } from "./branches.ts";
import { commitWork } from "./commit.ts";
import { recoverCommits } from "./journal.ts";
import { pushAside, pushBranch } from "./push.ts";
import { readStatus } from "./status.ts";
import type { CommitPlace, Commits, CommitsDeps } from "./types.ts";

/** Commits, branches and pushes of the person; in each repository one change of branches at a time. */
export function createCommits(deps: CommitsDeps): Commits {
  const present = async ({ root }: CommitPlace): Promise<void> => {
    const found = await stat(root).catch(() => undefined);
    if (!found?.isDirectory()) throw new AppError("worktree_missing", root);
  };
  const alone = async <T>(place: CommitPlace, work: () => Promise<T>): Promise<T> => {
    await present(place);
    const { commonDir } = await gitDirs(place.root);
    return deps.inTurn(commonDir, work);
  };
  return {
    status: async (place, signal) => {
      await present(place);
      return readStatus(place, signal);
    },
    commit: (place, request, signal) =>
      alone(place, () => deps.inCheckout(place.root, () => commitWork(deps, place, request, signal))),
    createBranch: (place, name) => alone(place, () => createBranch(place.root, name)),
    renameBranch: (place, name) => alone(place, () => renameBranch(place.root, name)),
    recover: (report) => recoverCommits(deps, report),
    // It waits for the network: nothing else has to wait for it, since it only reads the branch.
    push: async (place, request, signal) => {
      await present(place);
      return pushBranch(deps, place, request, signal);
    },
    pushAside: async (place, request, signal) => {
      await present(place);
      return pushAside(deps, place, request, signal);
    },
  };
}
