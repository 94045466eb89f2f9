import type { LandingCheck, LandingPreview, LandMethod } from "@flightdeck/contract";
import { wantsSignature } from "../commits/index.ts";
import { AppError } from "../errors/index.ts";
import { changedPaths, gitRecords, gitText, resolveCommit } from "../git/index.ts";
import { unresolvedIn } from "./bringIn.ts";
import { conflictsOf } from "./conflicts.ts";
import { landingOf } from "./land.ts";
import { obstaclesIn } from "./obstacles.ts";
import { replay } from "./replay.ts";
import type { LandingRow } from "./rows.ts";
import { publishedAt } from "./published.ts";
import { checkoutOf, readSituation, type Situation } from "./situation.ts";
import type { LandingPlace } from "./types.ts";

function stateOf(situation: Situation): LandingCheck["state"] {
  if (situation.uncommitted.length > 0) return "uncommitted";
  if (situation.nothing) return "nothing";
  if (situation.conflicts.length > 0) return "conflict";
  return situation.inTheWay.length > 0 ? "base_dirty" : "ready";
}

/** Says whether the work would land, and if not, why. Nothing changes. */
export async function checkLanding(
  place: LandingPlace,
  landings: readonly LandingRow[],
  signal?: AbortSignal,
): Promise<LandingCheck> {
  const [situation, unresolved, landed] = await Promise.all([
    readSituation(place, landings, signal),
    unresolvedIn(place.worktreePath),
    lastLanding(landings),
  ]);
  const more = { ...(landed && { landed }), ...(unresolved && { merging: { unresolved } }) };
  if (situation === undefined) {
    const changes = await changedPaths(place.worktreePath, { untracked: "all", signal });
    return {
      ...more,
      state: "no_base",
      branch: place.branch,
      uncommittedFiles: changes.length,
      ahead: 0,
      behind: 0,
      paths: [],
      suggestedMessage: titleOf(place.branch),
    };
  }
  const { base, ahead, behind, uncommitted, conflicts, entries, inTheWay, checkout } = situation;
  return {
    ...more,
    state: stateOf(situation),
    base,
    branch: place.branch,
    uncommittedFiles: uncommitted.length,
    ahead,
    behind,
    paths: conflicts.length > 0 ? conflicts : inTheWay,
    ...(conflicts.length > 0 && { conflicts: conflictsOf(entries) }),
    suggestedMessage:
      unresolved === undefined ? await suggestMessage(place, situation) : `Merge ${base} into ${place.branch}`,
    ...(checkout === undefined ? {} : { baseCheckedOutAt: checkout }),
  };
}

/** The thread's last landing, and whether it could be undone now. */
async function lastLanding([row]: readonly LandingRow[]): Promise<LandingCheck["landed"]> {
  if (row?.state !== "landed") return undefined;
  const landing = landingOf(row);
  const [now, checkout] = await Promise.all([
    resolveCommit(row.root, `refs/heads/${row.base}`),
    checkoutOf(row.root, row.base),
  ]);
  if (now !== row.to) return { ...landing, undo: "on_top" };
  if ((await publishedAt(row)).length > 0) return { ...landing, undo: "pushed" };
  const trees = { from: `${row.to}^{tree}`, to: `${row.from}^{tree}` };
  const inTheWay = checkout === undefined ? [] : await obstaclesIn(checkout, trees);
  return { ...landing, undo: inTheWay.length > 0 ? "base_dirty" : "possible" };
}

/** Tries a way of landing on objects alone. */
export async function previewLanding(
  place: LandingPlace,
  method: LandMethod,
  landings: readonly LandingRow[],
  signal?: AbortSignal,
): Promise<LandingPreview> {
  const situation = await readSituation(place, landings, signal);
  if (situation === undefined) throw new AppError("base_not_found", place.base);
  const { baseCommit, head, since, mergedTree, entries, conflicts } = situation;
  const state = stateOf(situation);
  const signs = await wantsSignature(place.worktreePath);
  const plain = { method, state, commits: 1, signs, conflicts: conflictsOf(conflicts.length > 0 ? entries : []) };
  if (method !== "rebase" || state === "nothing") return plain;
  const { tip, count, unsigned, conflict } = await replay(
    place.worktreePath,
    { from: since ?? baseCommit, to: head, onto: baseCommit },
    signal,
  );
  if (conflict !== undefined) {
    const { commit, subject } = conflict;
    return { ...plain, state: "conflict", commits: count, conflicts: conflict.conflicts, at: { commit, subject } };
  }
  const replayed = await gitText(["rev-parse", `${tip}^{tree}`], { cwd: place.worktreePath, signal });
  const differs = conflicts.length === 0 && replayed !== mergedTree;
  const more = { ...(unsigned > 0 && { unsigned }), ...(differs && { differs }) };
  return { ...plain, commits: count, state: differs ? "conflict" : state, ...more };
}

/** A branch's name as a sentence: "flightdeck/fix-the-bug" is "Fix the bug". */
function titleOf(branch: string): string {
  const words = branch.slice(branch.lastIndexOf("/") + 1).replace(/[-_]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The one commit's own message, or the branch's name with the subjects of its commits. */
async function suggestMessage({ branch, worktreePath }: LandingPlace, situation: Situation): Promise<string> {
  const { baseCommit, head, since } = situation;
  const not = since === undefined ? [baseCommit] : [baseCommit, since];
  const args = [
    "log",
    "--reverse",
    "--max-count=50",
    "-z",
    "--format=%B",
    "--no-show-signature",
    head,
    "--not",
    ...not,
  ];
  const messages = (await gitRecords(args, { cwd: worktreePath })).map((message) => message.trim()).filter(Boolean);
  const [only] = messages;
  if (only === undefined) return titleOf(branch);
  if (messages.length === 1) return only;
  return [titleOf(branch), "", ...messages.map((message) => `- ${message.split("\n", 1)[0]}`)].join("\n");
}
