import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError } from "../errors/index.ts";
import { commitTree, emptyTree, ourIdentity } from "./objects.ts";
import { updateRef } from "./refs.ts";
import { gitText, runGit } from "./run.ts";

/** A checkout of a repository: its main one or a linked worktree. Paths are absolute with links resolved. */
export interface Repository {
  readonly root: string;
  /** The checkout's own git dir: `.git`, or `.git/worktrees/<name>` of the main one. */
  readonly gitDir: string;
  /** The git dir that all checkouts share. */
  readonly commonDir: string;
  /** Undefined when HEAD is detached. */
  readonly branch?: string;
  /** Undefined in a repository without a commit. */
  readonly commit?: string;
  readonly objectFormat: "sha1" | "sha256";
}

async function requireFolder(path: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw new AppError("path_not_found", path, { cause: error });
  });
  if (!found.isDirectory()) throw new AppError("not_a_folder", path);
  return realpath(path);
}

/** The root of the checkout around a folder. Rejects as `inspectRepository` does, but any folder inside will do. */
export async function findRoot(path: string): Promise<string> {
  return (await locate(await requireFolder(path))).root;
}

/** Where a folder stands in its repository. `--show-cdup` is relative and so, unlike the root, has never a newline in it. */
async function locate(folder: string): Promise<{ readonly root: string; readonly objectFormat: string }> {
  const flags = ["--is-bare-repository", "--is-inside-work-tree", "--show-object-format", "--show-cdup"];
  const { code, stdout, stderr } = await runGit(["rev-parse", ...flags], { cwd: folder, okCodes: [0, 128] });
  const [bare, inside, objectFormat = "sha1", up = ""] = stdout.toString("utf8").split("\n");
  if (bare === "true") throw new AppError("bare_repository", folder);
  if (inside === "false") throw new AppError("inside_a_repository", folder);
  if (code !== 0) {
    if (/not a git repository/i.test(stderr)) throw new AppError("not_a_repository", folder);
    throw new AppError("git_failed", stderr.trim());
  }
  return { root: resolve(folder, up), objectFormat };
}

/**
 * The git dirs of a checkout. One process tells both; where a path holds a newline, one each. Rejects with
 * `not_a_repository`, `git_failed`.
 */
export async function gitDirs(root: string): Promise<{ readonly gitDir: string; readonly commonDir: string }> {
  const ask = (...flags: readonly string[]) =>
    gitText(["rev-parse", "--path-format=absolute", ...flags], { cwd: root }).catch((error: unknown) => {
      const none = error instanceof AppError && /not a git repository/i.test(error.detail ?? "");
      throw none ? new AppError("not_a_repository", root, { cause: error }) : error;
    });
  const lines = (await ask("--git-dir", "--git-common-dir")).split("\n");
  const [gitDir = root, commonDir = root] =
    lines.length === 2 ? lines : await Promise.all([ask("--git-dir"), ask("--git-common-dir")]);
  return { gitDir: await realpath(gitDir), commonDir: await realpath(commonDir) };
}

/** The branch and the commit that HEAD stands for; neither needs to exist. */
export async function readHead(root: string): Promise<{ readonly branch?: string; readonly commit?: string }> {
  const [branch, commit] = await Promise.all([
    gitText(["symbolic-ref", "-q", "HEAD"], { cwd: root, okCodes: [0, 1] }),
    gitText(["rev-parse", "-q", "--verify", "HEAD^{commit}"], { cwd: root, okCodes: [0, 1, 128] }),
  ]);
  return {
    ...(branch.startsWith("refs/heads/") ? { branch: branch.slice("refs/heads/".length) } : {}),
    ...(commit === "" ? {} : { commit }),
  };
}

/**
 * Looks at the repository whose root a folder is. Rejects with `path_not_found`, `not_a_folder`, `not_a_repository`,
 * `bare_repository`, `inside_a_repository` (its detail is the root) or `git_failed`. An empty repository has no `commit`.
 */
export async function inspectRepository(path: string): Promise<Repository> {
  const folder = await requireFolder(path);
  const { root, objectFormat } = await locate(folder);
  if (root !== folder) throw new AppError("inside_a_repository", root);
  const [dirs, head] = await Promise.all([gitDirs(root), readHead(root)]);
  return { root, ...dirs, ...head, objectFormat: objectFormat === "sha256" ? "sha256" : "sha1" };
}

/**
 * Makes a folder a repository, unless it is one, and gives a repository without a commit a first, empty one. Files and
 * what is staged stay as they are.
 */
export async function initRepository(path: string): Promise<Repository> {
  const folder = await requireFolder(path);
  const known = await inspectRepository(folder).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_a_repository") return undefined;
    throw error;
  });
  if (known === undefined) {
    const configured = await gitText(["config", "init.defaultBranch"], { cwd: folder, okCodes: [0, 1] });
    await runGit(["init", "--quiet", `--initial-branch=${configured || "main"}`], { cwd: folder });
  }
  const repository = known ?? (await inspectRepository(folder));
  if (repository.commit !== undefined) return repository;
  const tree = await emptyTree(folder);
  const commit = await commitTree(folder, { tree, parents: [], message: "Start", env: ourIdentity });
  await updateRef(folder, { ref: "HEAD", to: commit, from: "missing", reason: "flightdeck: first commit" });
  return { ...repository, commit };
}
