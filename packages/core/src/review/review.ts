import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { Diff, DiffFile, DiffScope } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import {
  changedFiles,
  compareTrees,
  countLines,
  emptyTree,
  gitRecords,
  gitText,
  patchesOf,
  resolveCommit,
  type Shadows,
  type Trees,
} from "../git/index.ts";
import type { Comparison, Review, ReviewPlace } from "./types.ts";
import { createFolderWatches } from "./watching.ts";

interface Compared {
  readonly from: string;
  readonly to: string;
  readonly against: string;
}

async function requireFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) throw new AppError("worktree_missing", path);
}

/** Where the branch left its base. A base that is gone is an error; a thread that started from a bare commit has none. */
async function branchStart({ path, base, baseCommit }: ReviewPlace): Promise<Omit<Compared, "to">> {
  if (base === undefined) {
    if (baseCommit === undefined) throw new AppError("base_not_found");
    return { from: baseCommit, against: baseCommit.slice(0, 10) };
  }
  const commit = await resolveCommit(path, `refs/heads/${base}`);
  if (commit === undefined) throw new AppError("base_not_found", base);
  const from = await gitText(["merge-base", "HEAD", commit], { cwd: path, okCodes: [0, 1] });
  return { from: from || baseCommit || commit, against: base };
}

/** Reads what differs in a thread's folder; the folder's own index is never touched. */
export function createReview({ shadows }: { readonly shadows: Shadows }): Review {
  const compared = async (place: ReviewPlace, scope: DiffScope, signal?: AbortSignal): Promise<Compared> => {
    await requireFolder(place.path);
    const { path, before, after } = place;
    switch (scope) {
      case "uncommitted": {
        const [head, { tree }] = await Promise.all([resolveCommit(path, "HEAD"), shadows.storedTree(path, signal)]);
        return { from: head ?? (await emptyTree(path)), to: tree, against: "HEAD" };
      }
      case "branch": {
        const [start, { tree }] = await Promise.all([branchStart(place), shadows.storedTree(path, signal)]);
        return { ...start, to: tree };
      }
      case "last_turn": {
        const against = place.turn ?? "the last turn";
        if (before === undefined) {
          const nothing = await emptyTree(path);
          return { from: nothing, to: nothing, against };
        }
        const to = after ?? (await shadows.rawTree(path, signal)).tree;
        return { from: before, to, against };
      }
    }
  };

  const compare: Review["compare"] = async (place, scope, signal) => {
    const { from, to, against } = await compared(place, scope, signal);
    return { ...(await compareCommits(place.path, { from, to }, signal)), against };
  };

  const diff: Review["diff"] = async (place, scope, signal) => {
    const trees = await compared(place, scope, signal);
    const [changes, conflicted, { fingerprint }] = await Promise.all([
      compareTrees(place.path, trees, signal),
      scope === "last_turn" ? [] : unmergedPaths(place.path, signal),
      compareCommits(place.path, trees, signal),
    ]);
    const unmerged = new Set(conflicted);
    const files = changes.map((file): DiffFile => (unmerged.has(file.path) ? { ...file, kind: "conflicted" } : file));
    return summary(scope, trees.against, fingerprint, files);
  };

  const patches: Review["patches"] = async (place, scope, paths, signal) => {
    const trees = await compared(place, scope, signal);
    const asked = new Set(paths);
    // A rename is only seen with both of its paths in sight.
    const renamed = await changedFiles(place.path, trees, signal);
    const old = renamed.filter(({ path }) => asked.has(path)).flatMap(({ oldPath }) => oldPath ?? []);
    const found = await patchesOf(place.path, trees, [...new Set([...paths, ...old])], signal);
    const byPath = new Map(found.map(({ path, patch }) => [path, patch]));
    return paths.map((path) => ({ path, patch: byPath.get(path) ?? "" }));
  };

  const lines: Review["countLines"] = async (place, signal) =>
    countLines(place.path, await compared(place, "branch", signal), signal);

  return {
    compare: (place, scope, signal) => shadows.afresh(place.path, () => compare(place, scope, signal), signal),
    diff: (place, scope, signal) => shadows.afresh(place.path, () => diff(place, scope, signal), signal),
    trees: async (place, scope, signal) => {
      const { from, to } = await compared(place, scope, signal);
      return { from, to };
    },
    patches: (place, scope, paths, signal) =>
      shadows.afresh(place.path, () => patches(place, scope, paths, signal), signal),
    countLines: (place, signal) => shadows.afresh(place.path, () => lines(place, signal), signal),
    watchFolder: createFolderWatches(shadows),
  };
}

/** Paths in conflict, as the checkout's own index tells. */
async function unmergedPaths(path: string, signal?: AbortSignal): Promise<readonly string[]> {
  const records = await gitRecords(["ls-files", "-z", "--unmerged"], { cwd: path, signal });
  return records.map((record) => record.slice(record.indexOf("\t") + 1));
}

/** The trees of two commits or trees, and the fingerprint of what differs between them. */
export async function compareCommits(
  cwd: string,
  { from, to }: Trees,
  signal?: AbortSignal,
): Promise<Omit<Comparison, "against">> {
  const names = await gitText(["rev-parse", `${from}^{tree}`, `${to}^{tree}`], { cwd, signal });
  const [fromTree = "", toTree = ""] = names.split("\n");
  const fingerprint = createHash("sha256").update(names).digest("hex").slice(0, 32);
  return { from: fromTree, to: toTree, fingerprint };
}

function summary(scope: DiffScope, against: string, fingerprint: string, files: readonly DiffFile[]): Diff {
  const sum = (key: "additions" | "deletions"): number => files.reduce((total, file) => total + file[key], 0);
  return { scope, against, fingerprint, files, additions: sum("additions"), deletions: sum("deletions") };
}
