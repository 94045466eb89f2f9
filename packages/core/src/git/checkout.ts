import { rm } from "node:fs/promises";
import { AppError } from "../errors/index.ts";
import { guardFilters } from "./filters.ts";
import { withIndex } from "./heldIndex.ts";
import { bytesOfText, type PathBytes, readable, textOfBytes, treeChanges } from "./paths.ts";
import { gitDirs } from "./repository.ts";
import { type GitOptions, type GitOutput, gitText, runGit } from "./run.ts";

/**
 * `git read-tree` on a checkout, without the repository's own filters: they may be scripts of the checkout, which an agent
 * can rewrite. Writing the files that such a filter makes is refused before (`requireNoOwnFilter`), or they come as they
 * are stored. Of the checkout's own index it changes a copy, under its lock; `env` names another index.
 */
export async function readTree(args: readonly string[], options: GitOptions): Promise<GitOutput> {
  const { config } = await guardFilters(options.cwd);
  const run = (env: GitOptions["env"]): Promise<GitOutput> =>
    runGit([...config, "-c", "core.splitIndex=false", "read-tree", ...args], { ...options, env });
  if (options.env?.["GIT_INDEX_FILE"] !== undefined || args.includes("--dry-run")) return run(options.env);
  const { gitDir } = await gitDirs(options.cwd);
  return withIndex(gitDir, (held) => run({ ...options.env, ...held }));
}

/** Lets an index know its files as they are on disk, without the repository's own filters. */
export async function refreshIndex(options: GitOptions): Promise<GitOutput> {
  const { config } = await guardFilters(options.cwd);
  const args = [...config, "-c", "core.splitIndex=false", "update-index", "-q", "--refresh"];
  const run = (env: GitOptions["env"]): Promise<GitOutput> => runGit(args, { okCodes: [0, 1], ...options, env });
  if (options.env?.["GIT_INDEX_FILE"] !== undefined) return run(options.env);
  const { gitDir } = await gitDirs(options.cwd);
  return withIndex(gitDir, (held) => run({ ...options.env, ...held }));
}

/**
 * Puts entries into an index, or takes them out: lines as `ls-files --stage` has them. Also for this git reads files that
 * are as young as the index, through their filters; without them it leaves the doubt for who looks next.
 */
export async function writeEntries(input: string | Uint8Array, options: Omit<GitOptions, "input">): Promise<void> {
  const { config } = await guardFilters(options.cwd);
  const args = [...config, "-c", "core.splitIndex=false", "update-index", "-z", "--index-info"];
  await runGit(args, { ...options, input });
}

/** The index as a tree; git may write the index anew for it, see `writeEntries`. */
export async function writeTree(options: GitOptions): Promise<string> {
  const { config } = await guardFilters(options.cwd);
  return gitText([...config, "-c", "core.splitIndex=false", "write-tree"], options);
}

/** What git says when it will not write over something. */
export const refusal = /would be overwritten|not uptodate|would lose/;

/**
 * Refuses to write files between two trees that only a program of the repository can make what they shall be. `scratch` is
 * the name of a passing index file. Rejects with `git_failed`, or with another code.
 */
export async function requireNoOwnFilter(
  root: string,
  trees: { readonly from: string; readonly to: string },
  scratch: string,
  code: "git_failed" | "not_movable" = "git_failed",
): Promise<void> {
  const { smudges } = await guardFilters(root);
  if (smudges.size === 0) return;
  const written = (await treeChanges(root, trees)).filter(({ now }) => now !== undefined).map(({ path }) => path);
  const met = await filteredBy(root, { tree: trees.to, paths: written, names: smudges, scratch });
  if (met === undefined) return;
  const words = `${readable(met.path)} is made by the filter "${met.name}", a program that runs only when you start it`;
  throw new AppError(code, `${words}. Do this one in a terminal, with git.`);
}

/** The first of some paths whose attributes, as a tree has them, name one of the filters. */
async function filteredBy(
  cwd: string,
  look: {
    readonly tree: string;
    readonly paths: readonly PathBytes[];
    readonly names: ReadonlySet<string>;
    readonly scratch: string;
  },
): Promise<{ readonly path: PathBytes; readonly name: string } | undefined> {
  const { tree, paths, names, scratch } = look;
  const at = { cwd, env: { GIT_INDEX_FILE: scratch } };
  try {
    await runGit(["-c", "core.splitIndex=false", "read-tree", tree], at);
    const input = bytesOfText(paths.map((path) => `${path}\0`).join(""));
    const { stdout } = await runGit(["check-attr", "--cached", "-z", "--stdin", "filter"], { ...at, input });
    const fields = textOfBytes(stdout).split("\0");
    for (let i = 0; i + 2 < fields.length; i += 3) {
      const name = readable(fields[i + 2] ?? "");
      if (names.has(name)) return { path: fields[i] ?? "", name };
    }
    return undefined;
  } finally {
    await rm(scratch, { force: true });
  }
}
