import { join, sep } from "node:path";
import { AppError } from "../errors/index.ts";
import { gitDirs, resolveCommit } from "../git/index.ts";
import { createBurst, type Later } from "./burst.ts";
import { type TreeWatch, watchTree } from "./watchTree.ts";

/** Movements one behind the other are one. */
const QUIET_MS = 1_000;
const LONGEST_MS = 10_000;

/** What goes on in a git dir without a branch moving. */
const noise = ["objects", "lfs", "modules", "worktrees", "logs", "hooks", "refs/flightdeck", "refs/tags", "**/*.lock"];

/** What git lets no branch be called, and what it would read as something else. */
const impossible = /[\s\p{Cc}~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|\/$|\.lock$|^@$/u;

export const branchProblem = (branch: string): string | undefined =>
  impossible.test(branch) ? `git allows no branch called "${branch}"` : undefined;

/** Where a branch stands: a local one, else a remote-tracking one of this name. */
export async function readBranch(root: string, branch: string): Promise<string | undefined> {
  if (branchProblem(branch) !== undefined) return undefined;
  const local = await resolveCommit(root, `refs/heads/${branch}`);
  return local ?? resolveCommit(root, `refs/remotes/${branch}`);
}

/**
 * Looks where a branch stands: at the beginning, and each time when refs of the repository have changed and come to rest.
 * The git dir that all worktrees share is watched; no process runs while no ref of this name changes.
 */
export function watchBranch(options: {
  readonly root: string;
  readonly branch: string;
  readonly later: Later;
  /** Something happened to the branch; where it stands is looked up once that is over. */
  readonly onStir: () => void;
  /** Where it stands; undefined when there is no such branch. Waited for. */
  readonly onPlace: (commit: string | undefined) => Promise<void>;
  readonly onProblem: (problem: string | undefined) => void;
  readonly report: (message: string, error: unknown) => void;
}): { close(): Promise<void> } {
  const { root, branch, onProblem } = options;
  let tree: TreeWatch | undefined;
  let watched = "";
  let closed = false;
  let work: Promise<void> = Promise.resolve();
  const inTurn = (step: () => Promise<void>): void => {
    work = work.then(step).catch((error: unknown) => {
      if (closed) return; // what it was for may be gone
      const gone = error instanceof AppError && ["path_not_found", "not_a_repository"].includes(error.code);
      if (gone) onProblem("the folder is gone, or is no repository any more");
      else options.report(`the branch ${branch} could not be looked at`, error);
    });
  };

  const look = async (): Promise<void> => {
    if (closed) return;
    const commit = await readBranch(root, branch);
    if (closed) return;
    onProblem(branchProblem(branch) ?? (commit === undefined ? `there is no branch called "${branch}"` : undefined));
    await options.onPlace(commit);
  };
  const burst = createBurst({
    quietMs: QUIET_MS,
    longestMs: LONGEST_MS,
    later: options.later,
    onEnd: () => inTurn(look),
  });

  const speaksOf = (path: string): boolean => {
    const own = path
      .slice(watched.length + 1)
      .split(sep)
      .join("/");
    if (own === "packed-refs" || own.startsWith("reftable")) return true;
    return [`refs/heads/${branch}/`, `refs/remotes/${branch}/`].some((ref) => ref.startsWith(`${own}/`));
  };

  const begin = async (): Promise<void> => {
    if (closed) return;
    // Without a repository its git dir is waited for where most have it.
    const place = await gitDirs(root).catch(() => undefined);
    const path = place?.commonDir ?? join(root, ".git");
    if (closed || path === watched) return place === undefined ? undefined : look();
    await tree?.close();
    if (closed) return;
    watched = path;
    tree = watchTree({
      root,
      path,
      ignore: async () => noise.map((name) => (name.startsWith("**") ? name : join(path, name))),
      later: options.later,
      onReady: () => inTurn(begin),
      onPaths: (paths) => {
        if (!paths.some(speaksOf)) return;
        options.onStir();
        burst.add();
      },
      onProblem,
    });
  };
  inTurn(begin);

  return {
    close: async () => {
      closed = true;
      burst.stop();
      await tree?.close();
      await work;
    },
  };
}
