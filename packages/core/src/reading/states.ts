import { gitRecords } from "../git/index.ts";
import type { Marked } from "./marks.ts";
import { matchKeys } from "./match.ts";
import { createPauses } from "./pauses.ts";
import type { Readables, ReadableFile } from "./readable.ts";
import { changedBlobs, type Trees } from "../git/index.ts";

/** A file with the mark behind each of its keys that is read. */
export interface MarkedFile {
  readonly file: ReadableFile;
  readonly marks: ReadonlyMap<string, { readonly path: string; readonly mark: string }>;
}

const none: readonly string[] = [];

const keysOf = (file: ReadableFile): readonly string[] => file.hunks.flatMap((hunk) => hunk.map(({ key }) => key));

/** Which changes of the files are read. A file that was renamed keeps what was read of it under its old name. */
export async function markedFiles(
  files: readonly ReadableFile[],
  marked: Marked,
  gone: ReadonlySet<string>,
): Promise<readonly MarkedFile[]> {
  const pause = createPauses();
  const found: MarkedFile[] = [];
  for (const file of files) {
    await pause();
    const places = new Set([
      file.path,
      ...(file.oldPath === undefined ? none : [file.oldPath]),
      ...(file.added ? gone : none),
    ]);
    const marks = new Map<string, { readonly path: string; readonly mark: string }>();
    let left = keysOf(file);
    for (const path of places) {
      const keys = marked.get(path);
      if (keys === undefined || left.length === 0) continue;
      for (const [key, mark] of matchKeys(left, keys)) marks.set(key, { path, mark });
      left = left.filter((key) => !marks.has(key));
    }
    found.push({ file, marks });
  }
  return found;
}

/**
 * Paths that something was read of and that are not there any more: a file that the diff calls new may be one of them under a
 * new name, since what it compares with has neither.
 */
export async function goneFiles(
  cwd: string,
  { tree, files, marked }: { readonly tree: string; readonly files: readonly ReadableFile[]; readonly marked: Marked },
): Promise<ReadonlySet<string>> {
  if (!files.some(({ added }) => added)) return new Set();
  const listed = new Set(files.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [path, oldPath])));
  const unlisted = [...marked.keys()].filter((path) => !listed.has(path)).slice(-MOST_GONE);
  if (unlisted.length === 0) return new Set();
  const there = new Set(
    await gitRecords(["ls-tree", "-z", "--name-only", "--full-tree", tree, "--", ...unlisted], { cwd }),
  );
  return new Set(unlisted.filter((path) => !there.has(path)));
}

/** More names than these are not looked for: they go into one command line. */
const MOST_GONE = 500;

/** Keys that the same comparison had when the person looked last, of the files that changed since; undefined for the others. */
export async function knownSince(
  readables: Readables,
  cwd: string,
  { trees, look }: { readonly trees: Trees; readonly look: string },
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (look === trees.to) return new Map();
  const changed = new Set(
    (await changedBlobs(cwd, { from: look, to: trees.to }, { renames: false })).map(({ path }) => path),
  );
  if (changed.size === 0) return new Map();
  const before = await readables.between(cwd, { from: trees.from, to: look }, changed);
  const keys = new Map(before.map((file) => [file.path, keysOf(file)]));
  return new Map([...changed].map((path) => [path, keys.get(path) ?? none]));
}

/** Which of a file's keys were not there when the person looked last. */
export function freshKeys(file: ReadableFile, known: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const before = known.get(file.path);
  if (before === undefined) return new Set(); // the file is as it was
  const keys = keysOf(file);
  const old = file.oldPath === undefined ? none : (known.get(file.oldPath) ?? none);
  const found = matchKeys(keys, [...before, ...old]);
  return new Set(keys.filter((key) => !found.has(key)));
}
