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
} from "../git/index.ts";
import type { Review, ReviewPlace } from "./types.ts";
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

  const diff: Review["diff"] = async (place, scope, signal) => {
    const trees = await compared(place, scope, signal);
    const [changes, conflicted, names] = await Promise.all([
      compareTrees(place.path, trees, signal),
      scope === "last_turn" ? [] : unmergedPaths(place.path, signal),
      gitText(["rev-parse", `${trees.from}^{tree}`, `${trees.to}^{tree}`], { cwd: place.path, signal }),
    ]);
    const unmerged = new Set(conflicted);
    const files = changes.map((file): DiffFile => (unmerged.has(file.path) ? { ...file, kind: "conflicted" } : file));
    return summary(scope, trees.against, names, files);
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
    diff: (place, scope, signal) => shadows.afresh(place.path, () => diff(place, scope, signal), signal),
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

function summary(scope: DiffScope, against: string, trees: string, files: readonly DiffFile[]): Diff {
  const fingerprint = createHash("sha256").update(trees).digest("hex").slice(0, 32);
  const sum = (key: "additions" | "deletions"): number => files.reduce((total, file) => total + file[key], 0);
  return { scope, against, fingerprint, files, additions: sum("additions"), deletions: sum("deletions") };
}
