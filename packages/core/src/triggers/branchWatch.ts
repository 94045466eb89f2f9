import { join, sep } from "node:path";
import { AppError } from "../errors/index.ts";
import { commonDirOf, refInFiles, resolveCommit } from "../git/index.ts";
import { createBurst, type Later } from "./burst.ts";
import { createSharedTrees, type SharedTrees, type TreeListener } from "./sharedTrees.ts";
import type { Turns } from "./turns.ts";
import type { TreeWatch } from "./watchTree.ts";

/** Movements one behind the other are one. */
const QUIET_MS = 1_000;
const LONGEST_MS = 10_000;

/** What goes on in a git dir without a branch moving. */
const noise = ["objects", "lfs", "modules", "worktrees", "logs", "hooks", "refs/flightdeck", "refs/tags", "**/*.lock"];

/** What git lets no branch be called, and what it would read as something else. */
const impossible = /[\s\p{Cc}~^:?*[\\]|\.\.|@\{|\/\/|^-|(?:^|\/)\.|^\/|\/$|\.lock$|^@$/u;

export const branchProblem = (branch: string): string | undefined =>
  impossible.test(branch) ? `git allows no branch called "${branch}"` : undefined;

/** Git dirs that are watched: each once, for all branches that somebody waits for. */
export const watchGitDirs = (options: { readonly later: Later; readonly turns: Turns }): SharedTrees<TreeListener> =>
  createSharedTrees({
    ...options,
    ignore: async ({ path }) => noise.map((name) => (name.startsWith("**") ? name : join(path, name))),
    covers: () => true,
  });

/** Where a branch stands: a local one, else a remote-tracking one of this name. No process where files tell. */
async function readBranch(
  { root, commonDir, branch }: { readonly root: string; readonly commonDir: string; readonly branch: string },
  turns: Turns,
): Promise<string | undefined> {
  if (branchProblem(branch) !== undefined) return undefined;
  for (const ref of [`refs/heads/${branch}`, `refs/remotes/${branch}`]) {
    const found = await refInFiles(commonDir, ref);
    const commit = found === undefined ? await turns(() => resolveCommit(root, ref)) : found.commit;
    if (commit !== undefined) return commit;
  }
  return undefined;
}

/**
 * Looks where a branch stands: at the beginning, again once its refs are watched, and each time when refs of the
 * repository have changed and come to rest.
 * The git dir that all worktrees share is watched; no process runs while no ref of this name changes.
 */
export function watchBranch(options: {
  readonly root: string;
  readonly branch: string;
  readonly later: Later;
  readonly gitDirs: SharedTrees<TreeListener>;
  readonly turns: Turns;
  /** Something happened to the branch; where it stands is looked up once that is over. */
  readonly onStir: () => void;
  /** Where it stands, perhaps as before; undefined when there is no such branch. Waited for. */
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
    const commonDir = await commonDirOf(root);
    const commit = commonDir && (await readBranch({ root, commonDir, branch }, options.turns));
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
    const place = await commonDirOf(root);
    // Without a repository its git dir is waited for where most have it.
    const path = place ?? join(root, ".git");
    if (closed || path === watched) return place === undefined ? undefined : look();
    await tree?.close();
    if (closed) return;
    watched = path;
    // Watching may have to wait, and what moves until then has moved since this look.
    if (place !== undefined) await look();
    if (closed) return;
    tree = options.gitDirs.watch(
      { root, path },
      {
        onReady: () =>
          inTurn(async () => {
            if (!closed) options.onStir(); // perhaps, while it was not watched
            await begin();
          }),
        onPaths: (paths) => {
          if (!paths.some(speaksOf)) return;
          options.onStir();
          burst.add();
        },
        onProblem,
      },
    );
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
