import type { LandingCheck } from "@flightdeck/contract";
import { changedPaths, gitRecords } from "../git/index.ts";
import { readSituation, type Situation } from "./situation.ts";
import type { LandingPlace } from "./types.ts";

function stateOf(situation: Situation): LandingCheck["state"] {
  if (situation.uncommitted.length > 0) return "uncommitted";
  if (situation.nothing) return "nothing";
  if (situation.conflicts.length > 0) return "conflict";
  return situation.inTheWay.length > 0 ? "base_dirty" : "ready";
}

/** Says whether the work would land, and if not, why. Nothing changes. */
export async function checkLanding(place: LandingPlace, signal?: AbortSignal): Promise<LandingCheck> {
  const situation = await readSituation(place, signal);
  if (situation === undefined) {
    const changes = await changedPaths(place.worktreePath, { untracked: "all", signal });
    return {
      state: "no_base",
      branch: place.branch,
      uncommittedFiles: changes.length,
      ahead: 0,
      behind: 0,
      paths: [],
      suggestedMessage: titleOf(place.branch),
    };
  }
  const { base, ahead, behind, uncommitted, conflicts, inTheWay, checkout } = situation;
  return {
    state: stateOf(situation),
    base,
    branch: place.branch,
    uncommittedFiles: uncommitted.length,
    ahead,
    behind,
    paths: conflicts.length > 0 ? conflicts : inTheWay,
    suggestedMessage: await suggestMessage(place, situation),
    ...(checkout === undefined ? {} : { baseCheckedOutAt: checkout }),
  };
}

/** A branch's name as a sentence: "flightdeck/fix-the-bug" is "Fix the bug". */
function titleOf(branch: string): string {
  const words = branch.slice(branch.lastIndexOf("/") + 1).replace(/[-_]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The one commit's own message, or the branch's name with the subjects of its commits. */
async function suggestMessage({ branch, worktreePath }: LandingPlace, situation: Situation): Promise<string> {
  const range = `${situation.baseCommit}..${situation.head}`;
  const args = ["log", "--reverse", "--max-count=50", "-z", "--format=%B", "--no-show-signature", range];
  const messages = (await gitRecords(args, { cwd: worktreePath })).map((message) => message.trim()).filter(Boolean);
  const [only] = messages;
  if (only === undefined) return titleOf(branch);
  if (messages.length === 1) return only;
  return [titleOf(branch), "", ...messages.map((message) => `- ${message.split("\n", 1)[0]}`)].join("\n");
}
