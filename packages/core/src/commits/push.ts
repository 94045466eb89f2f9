import type { Pushed } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { deleteRef, gitDirs, gitRecords, readHead, resolveCommit, runGit } from "../git/index.ts";
import { findHook } from "./hooks.ts";
import { requireOwnSettings } from "./ownSettings.ts";
import { runPushHook } from "./pushHook.ts";
import { type Remote, remoteOf, withoutSecrets } from "./remotes.ts";
import type { AsideRequest, CommitPlace, CommitsDeps, PushRequest } from "./types.ts";

/** A hook and a server that take longer than this have gone away. */
const patience = 10 * 60_000;

/**
 * Pushes the branch under its own name, with the keys and helpers that the person's git uses; nothing prompts. It runs
 * outside of the sandbox, which has neither network nor keys; the repository's own hook runs inside, before.
 */
export async function pushBranch(
  deps: CommitsDeps,
  { root }: CommitPlace,
  { replace, withoutHooks }: PushRequest,
  signal?: AbortSignal,
): Promise<Pushed> {
  const [{ gitDir, commonDir }, { branch, commit }] = await Promise.all([gitDirs(root), readHead(root)]);
  if (branch === undefined || commit === undefined) throw new AppError("branch_not_found", "HEAD is on no branch");
  const remote = await remoteOf(root, branch, signal);
  if (remote === undefined) throw new AppError("remote_not_found");
  const { links } = await send(
    deps,
    {
      root,
      gitDir,
      commonDir,
      remote,
      branch,
      commit,
      withoutHooks,
      ...(replace === undefined ? {} : { lease: replace }),
    },
    signal,
  );
  // A commit has no branch to follow with: it is told afterwards.
  await follow(root, branch, remote.name);
  return { remote: remote.name, branch, commit, links };
}

/**
 * Pushes a commit that no branch here holds to a branch of its own in the same remote, as long as that is still where
 * `expected` says, or is not there. Nothing that the remote has is lost.
 */
export async function pushAside(
  deps: CommitsDeps,
  { root }: CommitPlace,
  { branch, commit, expected }: AsideRequest,
  signal?: AbortSignal,
): Promise<void> {
  const [{ gitDir, commonDir }, head] = await Promise.all([gitDirs(root), readHead(root)]);
  if (head.branch === undefined) throw new AppError("branch_not_found", "HEAD is on no branch");
  const remote = await remoteOf(root, head.branch, signal);
  if (remote === undefined) throw new AppError("remote_not_found");
  const lease = expected ?? "";
  await send(deps, { root, gitDir, commonDir, remote, branch, commit, lease, withoutHooks: false }, signal);
}

interface Sent {
  readonly root: string;
  readonly gitDir: string;
  readonly commonDir: string;
  readonly remote: Remote;
  readonly branch: string;
  readonly commit: string;
  /** What the remote has to have of it; empty: nothing. */
  readonly lease?: string;
  readonly withoutHooks: boolean;
}

async function send(
  deps: CommitsDeps,
  { root, gitDir, commonDir, remote, branch, commit, lease, withoutHooks }: Sent,
  signal?: AbortSignal,
): Promise<{ readonly links: readonly string[] }> {
  await requireOwnSettings(root, commonDir);
  const until = AbortSignal.any([AbortSignal.timeout(patience), ...(signal === undefined ? [] : [signal])]);
  const hook = withoutHooks ? undefined : await findHook(root, commonDir, "pre-push");
  if (hook !== undefined) {
    const known = await resolveCommit(root, `refs/remotes/${remote.name}/${branch}`);
    await runPushHook(deps, { root, gitDir, commonDir, hook, remote, branch, commit, known }, until);
  }
  const ref = `refs/heads/${branch}`;
  // Named by its commit, the push takes what the person saw, whatever is committed meanwhile.
  const force = lease === undefined ? [] : [`--force-with-lease=${ref}:${lease}`];
  const args = ["push", "--porcelain", "--no-verify", "--recurse-submodules=no", ...force, "--", remote.name];
  const env = await sshEnvironment(deps, root);
  const said = await runGit([...args, `${commit}:${ref}`], { cwd: root, env, okCodes: [0, 1, 128], signal: until });
  const { code, stderr } = said;
  if (code !== 0) {
    const refused = refusal(said.stdout.toString("utf8"), withoutSecrets(stderr).trim(), remote.name);
    if (refused.code === "push_rejected") await see(root, { remote: remote.name, branch, env, signal: until });
    throw refused;
  }
  return { links: linksIn(stderr) };
}

/** Brings what the remote has instead, so that the person sees it before they replace it. It may fail: then they see less. */
async function see(
  root: string,
  at: {
    readonly remote: string;
    readonly branch: string;
    readonly env: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const what = `+refs/heads/${at.branch}:refs/remotes/${at.remote}/${at.branch}`;
  const args = [
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-recurse-submodules",
    "--no-write-fetch-head",
    "--",
    at.remote,
    what,
  ];
  try {
    const { stderr } = await runGit(args, { cwd: root, env: at.env, okCodes: [0, 1, 128], signal: at.signal });
    // What is gone there is not known to be there any more.
    if (/couldn't find remote ref/i.test(stderr)) await deleteRef(root, `refs/remotes/${at.remote}/${at.branch}`);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

async function follow(root: string, branch: string, remote: string): Promise<void> {
  const set = async (key: string, value: string) =>
    void (await runGit(["config", "--local", "--replace-all", `branch.${branch}.${key}`, value], { cwd: root }));
  await set("remote", remote);
  await set("merge", `refs/heads/${branch}`);
}

/** What stood in the way, as a person can act on it. */
function refusal(porcelain: string, stderr: string, remote: string): AppError {
  const line = porcelain.split("\n").find((each) => each.startsWith("!"));
  const reason = /\[(?:remote )?rejected\] \((.*)\)/.exec(line ?? "")?.[1] ?? "";
  if (/non-fast-forward|fetch first|stale info|needs force/.test(reason)) {
    const stale = reason === "stale info" ? "It changed since you looked. " : "";
    return new AppError("push_rejected", `${stale}Bring its commits in, or replace them.\n${stderr}`);
  }
  if (
    /could not read (?:Username|Password)|Authentication failed|Permission denied \(|terminal prompts disabled/i.test(
      stderr,
    )
  ) {
    const fix = `git could not sign in to ${remote}. Push once in a terminal, where it can ask, or set up its credentials.`;
    return new AppError("push_failed", `${fix}\n${stderr}`);
  }
  if (/Host key verification failed/i.test(stderr))
    return new AppError(
      "push_failed",
      `The server of ${remote} is not known yet: connect to it once in a terminal.\n${stderr}`,
    );
  return new AppError("push_failed", [reason, stderr].filter(Boolean).join("\n") || "The remote did not say why");
}

/** Web addresses in what the remote printed; it prints what it likes, so few and short ones. */
function linksIn(stderr: string): readonly string[] {
  const told = stderr.split("\n").filter((line) => line.startsWith("remote:"));
  const links = told.flatMap((line) => line.match(/https?:\/\/[\x21-\x7e]+/g) ?? []).map(withoutSecrets);
  return [...new Set(links)].filter((link) => link.length < 500 && URL.canParse(link)).slice(0, 5);
}

/** ssh as the person's git starts it, without a question that nobody would see. */
async function sshEnvironment({ environment }: CommitsDeps, root: string): Promise<Record<string, string>> {
  const [configured] = await gitRecords(["config", "-z", "--get", "core.sshCommand"], { cwd: root, okCodes: [0, 1] });
  const theirs = environment["GIT_SSH_COMMAND"] ?? configured;
  if (theirs !== undefined && theirs !== "") {
    const isSsh = /^(?:\S*\/)?ssh(?:\s|$)/.test(theirs);
    return { GIT_SSH_COMMAND: isSsh ? `${theirs} -oBatchMode=yes` : theirs };
  }
  const program = environment["GIT_SSH"];
  return program === undefined ? {} : { GIT_SSH_COMMAND: `'${program.replaceAll("'", String.raw`'\''`)}'` };
}
