import { gitDirs } from "../git/index.ts";
import { checkLanding } from "./check.ts";
import { land } from "./land.ts";
import { requireWorktree } from "./situation.ts";
import type { Landing, LandingDeps } from "./types.ts";

/** Brings threads' work into branches; in each repository one landing or commit at a time. */
export function createLanding({ inTurn }: LandingDeps): Landing {
  const alone = async <T>(worktreePath: string, work: () => Promise<T>): Promise<T> => {
    await requireWorktree(worktreePath);
    const { commonDir } = await gitDirs(worktreePath);
    return inTurn(commonDir, work);
  };
  return {
    check: checkLanding,
    land: (place, request) => alone(place.worktreePath, () => land(place, request)),
  };
}
