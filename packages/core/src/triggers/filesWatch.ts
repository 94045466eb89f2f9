import { lstat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { ignoredFolders, ignoredPaths } from "../git/index.ts";
import { createBurst, type Later } from "./burst.ts";
import type { Literal, Patterns } from "./patterns.ts";
import { createSharedTrees, type SharedTrees, type TreeListener } from "./sharedTrees.ts";
import type { Turns } from "./turns.ts";

/** Files that came to rest; of very many not all are named. */
export interface FilesChanged {
  readonly paths: readonly string[];
  readonly more: number;
}

/** So long nothing happens to the files before it counts. */
const QUIET_MS = 3_000;
/** Files that never come to rest are told all the same. */
const LONGEST_MS = 120_000;
/** So many are looked at together. */
const CHUNK = 5_000;
/** So many are named. */
const MOST_PATHS = 500;
/** And so many are counted. */
const MOST_COUNTED = 50_000;

/** Who waits for files, and what its patterns name. */
interface FilesListener extends TreeListener {
  readonly literals: readonly Literal[];
}

/** Checkouts that are watched: each once, for all patterns of all who wait for files in it. */
export type Checkouts = SharedTrees<FilesListener>;

export const watchCheckouts = (options: { readonly later: Later; readonly turns: Turns }): Checkouts =>
  createSharedTrees({
    ...options,
    // What is not even listened to: ignored folders that no pattern names.
    ignore: async ({ root }, listeners) => {
      const ignored = await ignoredFolders(root).catch(() => []); // a folder without a repository ignores nothing
      const literals = listeners.flatMap((listener) => listener.literals);
      const named = ignored.length === 0 ? [] : await namedIgnored(root, literals);
      return [join(root, ".git"), ...ignored.filter((path) => !isNamed(path, named)).map((path) => join(root, path))];
    },
    covers: (asked, { literals }) => {
      const known = asked.flatMap((listener) => listener.literals.map(wordsOf));
      return literals.map(wordsOf).every((words) => known.includes(words));
    },
  });

const wordsOf = ({ path, anywhere }: Literal): string => `${anywhere ? "" : "/"}${path}`;

/**
 * Watches files of a checkout that patterns speak of, until they are quiet. What git ignores does not count, unless a
 * pattern names it. Nothing runs while nothing changes.
 */
export function watchFiles(options: {
  readonly root: string;
  readonly patterns: Patterns;
  readonly later: Later;
  readonly checkouts: Checkouts;
  /** Asked at each change: whether what happens there is another's doing. */
  readonly counts: () => boolean;
  readonly onChanged: (changed: FilesChanged) => void;
  readonly onProblem: (problem: string | undefined) => void;
  readonly report: (message: string, error: unknown) => void;
}): { close(): Promise<void> } {
  const { root, patterns, onProblem } = options;
  let closed = false;
  /** Asked when a file has changed, and anew when what is ignored has. */
  let named: Promise<readonly Literal[]> | undefined;
  let waiting = new Set<string>();
  let kept = new Set<string>();
  /** Chunks are looked at one after the other, and all of them before it is told. */
  let work: Promise<void> = Promise.resolve();
  const after = (step: () => Promise<void>): void => {
    work = work.then(step).catch((error: unknown) => options.report("changed files could not be looked at", error));
  };

  const sift = async (): Promise<void> => {
    const paths = [...waiting];
    waiting = new Set();
    if (paths.length === 0) return;
    named ??= namedIgnored(root, patterns.literals);
    for (const path of await countingFiles(root, paths, await named)) if (kept.size < MOST_COUNTED) kept.add(path);
  };
  const tell = (): void => {
    const paths = [...kept].sort();
    kept = new Set();
    if (closed || paths.length === 0) return;
    options.onChanged({ paths: paths.slice(0, MOST_PATHS), more: Math.max(0, paths.length - MOST_PATHS) });
  };
  const burst = createBurst({
    quietMs: QUIET_MS,
    longestMs: LONGEST_MS,
    later: options.later,
    onEnd: () =>
      after(async () => {
        await tree.settled();
        await sift();
        tell();
      }),
  });

  const take = (paths: readonly string[]): void => {
    if (paths.some((path) => path.endsWith(`${sep}.gitignore`))) {
      named = undefined;
      tree.renew();
    }
    if (!options.counts()) return;
    let found = false;
    for (const path of paths) {
      const own = relative(root, path).split(sep).join("/");
      if (own === "" || own.startsWith("../") || own === ".git" || own.startsWith(".git/")) continue;
      if (!patterns.matches(own)) continue;
      waiting.add(own);
      found = true;
    }
    if (found) burst.add();
    if (waiting.size >= CHUNK) after(sift);
  };

  const tree = options.checkouts.watch(
    { path: root, root },
    {
      literals: patterns.literals,
      onReady: () => {
        named = undefined;
        onProblem(patterns.problem);
      },
      onPaths: take,
      onProblem,
    },
  );

  return {
    close: async () => {
      closed = true;
      burst.stop();
      await tree.close();
      await work;
    },
  };
}

/** What patterns name although git ignores it. */
async function namedIgnored(root: string, literals: readonly Literal[]): Promise<readonly Literal[]> {
  // Of a folder that is not there git cannot tell that it is one; a file in it tells.
  const asked = literals.flatMap(({ path }) => [path, `${path}/x`]);
  const ignored = await ignoredPaths(root, asked).catch(() => new Set<string>());
  return literals.filter(({ path }) => ignored.has(path) || ignored.has(`${path}/x`));
}

/** Whether a pattern names an ignored folder, or something in it. */
const isNamed = (folder: string, named: readonly Literal[]): boolean =>
  named.some(({ path, anywhere }) =>
    anywhere ? `/${folder}`.endsWith(`/${path}/`) : `${path}/`.startsWith(folder) || folder.startsWith(`${path}/`),
  );

/** Those of the paths that are files and count. */
async function countingFiles(
  root: string,
  paths: readonly string[],
  named: readonly Literal[],
): Promise<readonly string[]> {
  const asked = paths.map((path) => ({ path, subject: subjectOf(path, named) }));
  const subjects = asked.flatMap(({ subject }) => (subject === "" ? [] : [subject]));
  const ignored = await ignoredPaths(root, [...new Set(subjects)]).catch(() => new Set<string>());
  const counting = asked.filter(({ subject }) => !ignored.has(subject)).map(({ path }) => path);
  const files: string[] = [];
  for (const path of counting) {
    const found = await lstat(join(root, path)).catch(() => undefined); // deleted: that is a change
    if (found === undefined || !found.isDirectory()) files.push(path);
  }
  return files;
}

/** What git is asked about, for a path to count: itself, or what lies above the part of it that a pattern names. */
function subjectOf(path: string, named: readonly Literal[]): string {
  const literal = named.find(({ matches }) => matches(path));
  if (literal === undefined) return path;
  if (!literal.anywhere) return "";
  const names = path.split("/");
  return names.slice(0, names.indexOf(literal.path)).join("/");
}
