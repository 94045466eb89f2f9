import type { Diff, DiffFile, DiffScope } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import {
  changedFiles,
  type DiffOptions,
  type FileChange,
  gitRecords,
  gitText,
  linguistPaths,
  listCommits,
  patchesOf,
  resolveCommit,
  type Shadows,
  type Trees,
  versionOf,
} from "../git/index.ts";
import { binaryVersion } from "./binary.ts";
import { createCounts } from "./counts.ts";
import { findText } from "./findText.ts";
import { generatedKind } from "./generated.ts";
import { type Counted, createLately, type State } from "./lately.ts";
import { branchStart, compareCommits, compareScope } from "./scopes.ts";
import type { PatchOptions, Review, ReviewPlace } from "./types.ts";
import { createFolderWatches } from "./watching.ts";

/** So many diffs of different states may be looked at at once. */
const STATES = 16;
/** Of so many of them the files are kept: of the threads that somebody looks at, not of all that ran. */
const COUNTED = 8;
/** Commits to choose from. */
const COMMITS = 200;

/** Reads what differs in a thread's folder; the folder's own index is never touched. */
export function createReview({ shadows }: { readonly shadows: Shadows }): Review {
  const lately = createLately<State>(STATES);
  const counted = createLately<Counted>(COUNTED);
  const counts = createCounts();

  const compare: Review["compare"] = async (place, scope, signal) => {
    const { from, to, against } = await compareScope(shadows, place, scope, signal);
    return { ...(await compareCommits(place.path, { from, to }, signal)), against };
  };

  /** The files that differ, without those in conflict: they are the index's to tell. */
  const count = async (path: string, trees: Trees, options: DiffOptions, signal?: AbortSignal): Promise<Counted> => {
    const { fingerprint } = await compareCommits(path, trees, signal);
    const key = options.ignoreSpace === true ? `${fingerprint} without spaces` : fingerprint;
    const known = counted.find(path, key);
    if (known !== undefined && lately.find(path, fingerprint) !== undefined) return known;
    const changes = await counts.between(path, trees, options, signal);
    const named = await linguistPaths(path, namesOf(changes), signal);
    lately.keep(path, fingerprint, stateOf(trees, changes));
    const files = changes.map((change): DiffFile => {
      const generated = generatedKind(change.path, named);
      return { ...diffFile(change), ...(generated !== undefined && { generated }) };
    });
    const sum = (key: "additions" | "deletions"): number => files.reduce((total, file) => total + file[key], 0);
    const found = { fingerprint, files, additions: sum("additions"), deletions: sum("deletions") };
    counted.keep(path, key, found);
    return found;
  };

  const diff = async (
    place: ReviewPlace,
    scope: DiffScope,
    options: DiffOptions = {},
    signal?: AbortSignal,
  ): Promise<Diff> => {
    const { path } = place;
    const folder = scope.kind === "uncommitted" || scope.kind === "branch" || scope.kind === "staged";
    const [{ against, found }, conflicted] = await Promise.all([
      compareScope(shadows, place, scope, signal).then(async (trees) => ({
        against: trees.against,
        found: await count(path, trees, options, signal),
      })),
      folder ? unmergedPaths(path, signal) : [],
    ]);
    if (conflicted.length === 0) return { scope, against, ...found };
    const unmerged = new Set(conflicted);
    const files = found.files.map((file) =>
      unmerged.has(file.path) ? { ...file, kind: "conflicted" as const } : file,
    );
    return { scope, against, ...found, files };
  };

  /** The state that a question is about: that of a diff that was read, or the one of now. */
  const stateFor = async (
    place: ReviewPlace,
    scope: DiffScope,
    { fingerprint }: PatchOptions,
    signal?: AbortSignal,
  ): Promise<State> => {
    const known = lately.find(place.path, fingerprint);
    if (known !== undefined) return known;
    const trees = await compareScope(shadows, place, scope, signal);
    return stateOf(trees, await changedFiles(place.path, trees, signal));
  };

  /** A state that is known may have lost its objects to a `git gc`: then it is the one of now. */
  const about = <Answer>(
    { path }: ReviewPlace,
    options: PatchOptions,
    work: () => Promise<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> => {
    const attempt = (): Promise<Answer> =>
      work().catch((error: unknown) => {
        lately.drop(path, options.fingerprint);
        throw error;
      });
    return shadows.afresh(path, attempt, signal);
  };

  const patches: Review["patches"] = async (place, scope, paths, options = {}, signal) => {
    const state = await stateFor(place, scope, options, signal);
    // A rename is only seen with both of its paths in sight.
    const old = paths.flatMap((path) => state.oldPaths.get(path) ?? []);
    const found = await patchesOf(place.path, state, [...new Set([...paths, ...old])], options, signal);
    const byPath = new Map(found.map((one) => [one.path, one]));
    return paths.map((path) => byPath.get(path) ?? { path, patch: "", version: "" });
  };

  const binary: Review["binary"] = async (place, scope, path, options = {}, signal) => {
    const state = await stateFor(place, scope, options, signal);
    const args = ["diff-tree", "-r", "-z", "--raw", "--no-renames", state.from, state.to, "--"];
    const oldPath = state.oldPaths.get(path) ?? path;
    const side = async (name: string, at: 0 | 1) => {
      const [record = ""] = await gitRecords([...args, name], { cwd: place.path, signal });
      const [oldMode = "", mode = "", before = "", after = ""] = record.slice(1).split(" ");
      const version = at === 0 ? { mode: oldMode, object: before } : { mode, object: after };
      return record === "" ? undefined : binaryVersion(place.path, version, signal);
    };
    const [before, after] = await Promise.all([side(oldPath, 0), side(path, 1)]);
    return { ...(before && { old: before }), ...(after && { new: after }) };
  };

  const find: Review["find"] = async (place, scope, text, options = {}, signal) => {
    const state = await stateFor(place, scope, options, signal);
    return findText(await patchesOf(place.path, state, [], options, signal), text);
  };

  const choices: Review["choices"] = async (place, signal) => {
    const { path } = place;
    const start = await branchStart(place).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "base_not_found") return undefined;
      throw error;
    });
    const range = start === undefined ? ["HEAD"] : ["HEAD", `^${start.from}`];
    const head = await resolveCommit(path, "HEAD");
    const [commits, staged] = await Promise.all([
      head === undefined ? [] : listCommits(path, range, COMMITS, signal),
      stagedCount(path, signal),
    ]);
    return { commits, staged };
  };

  const differing: Review["differing"] = async ({ path }, pairs, signal) => {
    if (pairs.length === 0) return [];
    const names = pairs.flatMap(({ before, after }) => [`${before}^{tree}`, `${after}^{tree}`]);
    const input = names.map((name) => `${name}\n`).join("");
    const lines = (await gitText(["cat-file", "--batch-check=%(objectname)"], { cwd: path, input, signal })).split(
      "\n",
    );
    const gone = (line: string | undefined): boolean => line === undefined || line.endsWith(" missing");
    return pairs.map((_, at) => {
      const [before, after] = [lines[2 * at], lines[2 * at + 1]];
      return !gone(before) && !gone(after) && before !== after;
    });
  };

  /** Counts as a review of the branch will, which then has its files at once. */
  const lines: Review["countLines"] = async (place, signal) => {
    const trees = await compareScope(shadows, place, { kind: "branch" }, signal);
    const { additions, deletions } = await count(place.path, trees, {}, signal);
    return { additions, deletions };
  };

  return {
    compare: (place, scope, signal) => shadows.afresh(place.path, () => compare(place, scope, signal), signal),
    diff: (place, scope, options, signal) =>
      shadows.afresh(place.path, () => diff(place, scope, options, signal), signal),
    patches: (place, scope, paths, options = {}, signal) =>
      about(place, options, () => patches(place, scope, paths, options, signal), signal),
    binary: (place, scope, path, options = {}, signal) =>
      about(place, options, () => binary(place, scope, path, options, signal), signal),
    find: (place, scope, text, options = {}, signal) =>
      about(place, options, () => find(place, scope, text, options, signal), signal),
    choices,
    differing,
    trees: async (place, scope, signal) => {
      const { from, to } = await compareScope(shadows, place, scope, signal);
      return { from, to };
    },
    countLines: (place, signal) => shadows.afresh(place.path, () => lines(place, signal), signal),
    watchFolder: createFolderWatches(shadows),
  };
}

const stateOf = (
  { from, to }: Pick<State, "from" | "to">,
  changes: readonly Pick<FileChange, "path" | "oldPath">[],
): State => ({
  from,
  to,
  oldPaths: new Map(changes.flatMap(({ path, oldPath }) => (oldPath === undefined ? [] : [[path, oldPath]]))),
});

const links = new Set(["120000", "160000"]);

function diffFile(found: FileChange): DiffFile {
  const { objects: _, oldMode, mode, ...change } = found;
  const both = !/^0+$/.test(oldMode) && !/^0+$/.test(mode);
  const told = links.has(oldMode) || links.has(mode) || (both && oldMode !== mode);
  return {
    ...change,
    ...(told && { oldMode, mode }),
    version: versionOf(found),
  };
}

/** A file that moved has two names. */
const namesOf = (changes: readonly FileChange[]): readonly string[] =>
  changes.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [oldPath, path]));

/** Paths in conflict, as the checkout's own index tells. */
async function unmergedPaths(path: string, signal?: AbortSignal): Promise<readonly string[]> {
  const records = await gitRecords(["ls-files", "-z", "--unmerged"], { cwd: path, signal });
  return records.map((record) => record.slice(record.indexOf("\t") + 1));
}

/** How many files the index holds otherwise than HEAD. */
async function stagedCount(path: string, signal?: AbortSignal): Promise<number> {
  const args = ["diff-index", "--cached", "-z", "--name-only", "--no-renames", "--ignore-submodules=dirty"];
  const head =
    (await resolveCommit(path, "HEAD")) ??
    (await gitText(["hash-object", "-t", "tree", "--stdin"], { cwd: path, input: "" }));
  return (await gitRecords([...args, head, "--"], { cwd: path, signal })).length;
}
