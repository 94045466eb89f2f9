import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError, messageOf } from "../errors/index.ts";
import { resolveCommit, rewriteIndex, updateRef } from "../git/index.ts";
import { beginJournal, endJournal, type Entry, noteAdded, takeBackCommit, unsignedAction } from "./journal.ts";
import { policyFor, type SandboxPolicy, untilEnded } from "../sandbox/index.ts";
import { listIndex, readIndexBefore, takeBackAdded } from "./addAll.ts";
import type { Sign } from "./sign.ts";
import type { CommitRequest, CommitsDeps } from "./types.ts";

export interface HookedCommit {
  readonly root: string;
  readonly gitDir: string;
  readonly commonDir: string;
  /** The person's identity. */
  readonly env: Readonly<Record<string, string>>;
  readonly head: string | undefined;
  /** Undefined when HEAD is detached. */
  readonly branch: string | undefined;
  readonly message: string;
  readonly what: CommitRequest["what"];
  /** Replaces the last commit. */
  readonly amends: boolean;
  /** The repository's hooks run; without them only its filters do. */
  readonly hooks: boolean;
  /** Ends the hooks when nobody waits for them any more. */
  readonly signal: AbortSignal | undefined;
}

/** Milliseconds for all hooks of a commit: one that waits for something would keep the repository from everybody else. */
const patience = 10 * 60_000;

/**
 * What a commit needs to write. Hooks, settings and branches that are not its own are not among it: a hook may be a
 * script of the worktree, which the agent could have written.
 */
export function commitPolicy(home: string, commit: HookedCommit): SandboxPolicy {
  const { root, gitDir, commonDir, branch } = commit;
  const confined = policyFor({ mode: "workspace-write", cwd: root, gitDirs: [], home });
  const inCommon = (...names: readonly string[]): string[] => names.map((name) => join(commonDir, name));
  const ownFolder = branch?.includes("/") ? dirname(branch) : undefined;
  const branches = ["refs", "logs/refs"].map((folder) => join(commonDir, folder, "heads"));
  const writable = [
    ...confined.writable,
    gitDir,
    ...inCommon("objects", "refs", "logs", "lfs"),
    ...(ownFolder === undefined ? branches : branches.map((heads) => join(heads, ownFolder))),
  ];
  const guarded = [
    ...confined.protected.filter((path) => path !== commonDir),
    ...inCommon("config", "config.worktree", "hooks", "info", "modules", "refs/tags", "refs/remotes"),
    ...(gitDir === commonDir ? inCommon("worktrees") : []),
    ...(ownFolder === undefined ? [] : branches),
    ...["config.worktree", "gitdir", "commondir", "flightdeck"].map((name) => join(gitDir, name)),
  ];
  return { ...confined, writable: writable.filter(existsSync), protected: guarded.filter(existsSync) };
}

/**
 * Lets git itself make the commit, inside the sandbox, so that its hooks run there; then it is signed, if it is to be.
 * What adding everything staged is taken back when it is refused, and a commit that cannot be signed as well; of a host
 * that is killed meanwhile the next start takes it back (`recoverCommits`).
 */
export async function commitWithHooks(
  deps: CommitsDeps,
  request: HookedCommit,
  sign?: Sign,
): Promise<{ readonly commit: string }> {
  const { root, head, message, what, amends } = request;
  const id = deps.newId();
  await openBranchFolder(request);
  const policy = commitPolicy(deps.home, request);
  const { gitDir, commonDir } = request;
  const entry = await beginJournal(deps.home, { id, root, gitDir, commonDir, message, ...(head && { head }) });
  let takeBack: (() => Promise<void>) | undefined;
  try {
    await deps.step?.("journal");
    takeBack = what === "all" ? await addAll(deps, request, policy, id) : undefined;
    await deps.step?.("added");
    const action: Record<string, string> = sign === undefined ? {} : { GIT_REFLOG_ACTION: unsignedAction(id) };
    const asked = { ...request, env: { ...request.env, ...action } };
    const args = ["commit", "--quiet", ...(amends ? ["--amend"] : []), `--message=${message}`];
    const { stopped } = await run(deps, asked, policy, args);
    const made = await resolveCommit(root, "HEAD");
    // What runs after the commit has no say in it.
    if (stopped !== undefined && (made === undefined || made === head)) throw stopped;
    if (made === undefined || made === head) throw new AppError("hook_failed", "The commit did not come about");
    await deps.step?.("committed");
    const commit = sign === undefined ? made : await putSignature(entry, made, sign);
    await deps.step?.("signed");
    return { commit };
  } catch (error) {
    await takeBack?.().catch((cause: unknown) => {
      // Why the commit was refused counts most.
      if (!(error instanceof AppError)) throw cause;
      const left = `What was to be committed stays staged: ${messageOf(cause)}`;
      throw new AppError(error.code, [error.detail, left].filter(Boolean).join("\n\n"), { cause });
    });
    throw error;
  } finally {
    await endJournal(deps.home, id);
  }
}

/** Stages everything, with the repository's filters, in one step; answers with what takes that back. */
async function addAll(
  deps: CommitsDeps,
  request: HookedCommit,
  policy: SandboxPolicy,
  id: string,
): Promise<() => Promise<void>> {
  const { root, gitDir } = request;
  const before = await readIndexBefore(request);
  // The sandbox lets git write there.
  const scratch = { file: join(gitDir, `flightdeck-add-${id}`), name: id };
  let added = before.listing;
  const write = async (index: Readonly<Record<string, string>>): Promise<void> => {
    await run(deps, { ...request, env: { ...request.env, ...index } }, policy, ["add", "--all"]);
    added = await listIndex(root, index);
    await noteAdded(deps.home, id, await readFile(scratch.file));
  };
  await rewriteIndex(request, { scratch, write });
  return () => takeBackAdded(request, before, added, { file: deps.shadows.scratchIndex(root), name: deps.newId() });
}

/** HEAD goes on to the signed commit, or back to where it was. */
async function putSignature(entry: Entry, made: string, sign: Sign): Promise<string> {
  try {
    const signed = await sign(made);
    const reason = `commit (sign): ${entry.message.split("\n", 1)[0]}`;
    await updateRef(entry.root, { ref: "HEAD", to: signed, from: made, reason });
    return signed;
  } catch (error) {
    await takeBackCommit(entry, made);
    throw error;
  }
}

/** Where the branch's ref will be written; packed refs leave no folder. */
async function openBranchFolder({ commonDir, branch }: HookedCommit): Promise<void> {
  if (branch === undefined) return;
  const folders = ["refs", "logs/refs"].map((folder) => dirname(join(commonDir, folder, "heads", branch)));
  await Promise.all(folders.map((folder) => mkdir(folder, { recursive: true })));
}

async function run(
  deps: CommitsDeps,
  { root, env, hooks, signal }: HookedCommit,
  policy: SandboxPolicy,
  args: readonly string[],
): Promise<{ readonly stopped?: AppError }> {
  // Keys are out of reach in there: a signature comes afterwards.
  const settings = ["core.fsmonitor=false", "commit.gpgSign=false", ...(hooks ? [] : ["core.hooksPath=/dev/null"])];
  const argv = ["git", ...settings.flatMap((setting) => ["-c", setting]), ...args];
  let child: Awaited<ReturnType<CommitsDeps["spawn"]>>;
  try {
    child = await deps.spawn({ argv, cwd: root, policy, env });
  } catch (error) {
    const why = `The repository's hooks and filters need the sandbox: ${messageOf(error)}. Commit in a terminal instead.`;
    throw new AppError("hook_failed", why, { cause: error });
  }
  const time = AbortSignal.timeout(patience);
  const until = AbortSignal.any([time, ...(signal === undefined ? [] : [signal])]);
  const { exitCode, said, ran, stopped } = await untilEnded(child, until);
  if (exitCode === 0) return {};
  if (stopped) {
    const why = time.aborted ? `It did not end in ${patience / 60_000} minutes` : "It was stopped";
    const error = new AppError("hook_failed", [why, said].filter(Boolean).join("\n"));
    if (args[0] !== "commit") throw error;
    return { stopped: error };
  }
  if (/No space left on device/i.test(said)) throw new AppError("disk_full", said);
  if (args[0] === "commit" && /nothing (added )?to commit/.test(said)) throw new AppError("nothing_to_commit");
  // Git's own complaints are "fatal"; a hook that refuses just ends with a code.
  const byHook = args[0] === "commit" && ran && !/^fatal: /m.test(said);
  throw new AppError(byHook ? "hook_failed" : "git_failed", said || `git ${args[0]} ended with code ${exitCode}`);
}
