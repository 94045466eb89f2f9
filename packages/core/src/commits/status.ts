import { existsSync } from "node:fs";
import { join } from "node:path";
import type { GitStatus, RemoteStanding } from "@flightdeck/contract";
import { changedPaths, conflictedFiles, gitDirs, gitText, readHead, resolveCommit } from "../git/index.ts";
import { readHeadCommit } from "./amend.ts";
import { remoteOf, withoutSecrets } from "./remotes.ts";
import { wantsSignature } from "./sign.ts";
import type { CommitPlace } from "./types.ts";

/** What there is to commit and to push. Nothing changes, and no remote is asked. */
export async function readStatus(place: CommitPlace, signal?: AbortSignal): Promise<GitStatus> {
  const { root } = place;
  const [{ gitDir }, { branch, commit }, changes, conflicted, signs] = await Promise.all([
    gitDirs(root),
    readHead(root),
    changedPaths(root, { untracked: "all", signal }),
    conflictedFiles(root, signal),
    wantsSignature(root),
  ]);
  const [head, remote] = await Promise.all([
    readHeadCommit(place, commit, signal),
    branch === undefined ? undefined : standingAt(root, branch, commit, signal),
  ]);
  return {
    ...(branch === undefined ? {} : { branch }),
    ...(head === undefined ? {} : { head }),
    stagedFiles: changes.filter(({ staged }) => staged).length,
    changedFiles: changes.length,
    merging: existsSync(join(gitDir, "MERGE_HEAD")),
    conflicted,
    ...(remote === undefined ? {} : { remote }),
    signs,
  };
}

/** Where the branch was at its remote when that was last spoken to. */
async function standingAt(
  root: string,
  branch: string,
  head: string | undefined,
  signal?: AbortSignal,
): Promise<RemoteStanding | undefined> {
  const remote = await remoteOf(root, branch, signal);
  if (remote === undefined) return undefined;
  const url = withoutSecrets(remote.url);
  const commit = await resolveCommit(root, `refs/remotes/${remote.name}/${branch}`);
  const count = (...range: readonly string[]) =>
    gitText(["rev-list", "--count", ...range], { cwd: root, signal }).then(Number);
  if (head === undefined) return { name: remote.name, url, ahead: 0, behind: 0 };
  if (commit === undefined) {
    // Never pushed: what no branch of the remote has.
    const ahead = await count(head, "--not", `--remotes=${remote.name}`);
    return { name: remote.name, url, ahead, behind: 0 };
  }
  const [ahead, behind] = await Promise.all([count(`${commit}..${head}`), count(`${head}..${commit}`)]);
  return { name: remote.name, url, commit, ahead, behind };
}
