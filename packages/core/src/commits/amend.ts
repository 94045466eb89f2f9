import type { HeadCommit } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { gitText, runGit } from "../git/index.ts";
import type { CommitPlace, CommitRequest } from "./types.ts";

/** The commit that an amendment replaces. */
export interface Amended {
  readonly message: string;
  readonly parents: readonly string[];
  /** Who wrote it and when stays. */
  readonly author: Readonly<Record<string, string>>;
}

const format = ["%P", "%an", "%ae", "%ad", "%B"].join("%x00");

async function readCommit(root: string, commit: string, signal?: AbortSignal): Promise<Amended> {
  const args = ["log", "-1", "-z", "--date=raw", `--format=${format}`, "--no-show-signature", commit];
  const text = await gitText(args, { cwd: root, signal });
  const [parents = "", name = "", email = "", date = "", message = ""] = text.split("\0");
  return {
    message: message.trim(),
    parents: parents.split(" ").filter(Boolean),
    author: { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: `@${date}` },
  };
}

/** Whose the last commit is: only what is this branch's own and nobody else has may change without a word. */
async function standingOf(place: CommitPlace, head: string, signal?: AbortSignal): Promise<HeadCommit["amend"]> {
  const { root: cwd, base } = place;
  if (base !== undefined) {
    const args = ["merge-base", "--is-ancestor", head, `refs/heads/${base}`];
    if ((await runGit(args, { cwd, okCodes: [0, 1, 128], signal })).code === 0) return "of_base";
  }
  const args = ["for-each-ref", "--count=1", "--format=%(refname)", `--contains=${head}`, "refs/remotes/"];
  return (await gitText(args, { cwd, signal })) === "" ? "yes" : "pushed";
}

export async function readHeadCommit(
  place: CommitPlace,
  head: string | undefined,
  signal?: AbortSignal,
): Promise<HeadCommit | undefined> {
  if (head === undefined) return undefined;
  const [{ message }, amend] = await Promise.all([
    readCommit(place.root, head, signal),
    standingOf(place, head, signal),
  ]);
  return { commit: head, message, amend };
}

/** Rejects with `nothing_to_amend`, `base_moved`, `commit_pushed`. */
export async function requireAmendable(
  place: CommitPlace,
  { commit, evenIfPushed }: NonNullable<CommitRequest["amend"]>,
  head: string | undefined,
): Promise<Amended> {
  if (head === undefined) throw new AppError("nothing_to_amend");
  if (head !== commit) throw new AppError("base_moved", `HEAD is at ${head.slice(0, 12)} now`);
  const standing = await standingOf(place, head);
  if (standing === "of_base") throw new AppError("nothing_to_amend", `The last commit is of ${place.base}`);
  if (standing === "pushed" && !evenIfPushed) throw new AppError("commit_pushed");
  return readCommit(place.root, head);
}
