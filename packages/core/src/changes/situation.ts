import { AppError } from "../errors/index.ts";
import { emptyTree, gitText, type Ignored, type Place, resolveCommit, type Shadows } from "../git/index.ts";
import { type Blobs, openBlobs } from "./blobs.ts";
import {
  changedEntries,
  type ChangedEntry,
  type Entry,
  indexEntries,
  isFile,
  nameOf,
  type PathBytes,
  readOnDisk,
  treeEntries,
} from "./entries.ts";
import { type Conversion, openConversion } from "./conversion.ts";
import { type Filters, noFilters } from "./filters.ts";
import type { Chosen } from "./script.ts";
import { someAtOnce } from "./someAtOnce.ts";
import type { ChangesPlace, Compared, Selection } from "./types.ts";

/** One file of what was shown, and what was chosen of it: some lines, or all that it is. */
export interface ShownFile extends ChangedEntry {
  readonly lines?: Chosen;
  readonly ignore?: Ignored;
  /** What was shown is what is there now. */
  readonly current: boolean;
}

/** How a checkout stands to what was shown, as far as the chosen files go. */
export interface Situation {
  readonly root: string;
  readonly place: Place;
  readonly compared: Compared;
  readonly blobs: Blobs;
  readonly files: readonly ShownFile[];
  readonly head: ReadonlyMap<PathBytes, Entry>;
  /** The files as git would store them. */
  readonly work: ReadonlyMap<PathBytes, Entry>;
  /** The files as they are shown: a filter of the repository's own does not run for a look. */
  readonly shownWork: ReadonlyMap<PathBytes, Entry>;
  readonly conversion: Conversion;
  readonly index: ReadonlyMap<PathBytes, Entry>;
  readonly conflicts: ReadonlySet<PathBytes>;
}

export const pathsOf = (file: ChangedEntry): readonly PathBytes[] =>
  file.oldPath === undefined ? [file.path] : [file.path, file.oldPath];

/** Finds the chosen files in what was compared. Rejects with `changed_since` for one that differs from what was shown. */
async function findFiles(
  root: string,
  compared: Compared,
  { files, only, fingerprint, ignoreSpace }: Selection,
  signal?: AbortSignal,
): Promise<readonly ShownFile[]> {
  const entries = await changedEntries(root, { from: compared.from, to: compared.to, renames: true }, signal);
  const asShown = fingerprint === compared.fingerprint;
  if (files === "all") {
    if (!asShown) throw new AppError("changed_since");
    const some = only === undefined ? entries : entries.filter(({ path }) => only.has(nameOf(path)));
    return some.map((entry) => ({ ...entry, current: true }));
  }
  const byName = Map.groupBy(entries, (entry) => nameOf(entry.path));
  return someAtOnce(files, async ({ path, lines, shown }): Promise<ShownFile> => {
    const [entry, another] = byName.get(path) ?? [];
    // Names that are no text may look the same.
    if (entry === undefined || another !== undefined) throw new AppError("changed_since", path);
    const chosen = {
      ...(lines && { lines: { removed: new Set(lines.removed), added: new Set(lines.added) } }),
      ...(ignoreSpace === true && lines !== undefined ? { ignore: "whitespace" as const } : {}),
    };
    const isShown = (side: "old" | "now", object: string): boolean =>
      /^0+$/.test(object) ? entry[side] === undefined : entry[side]?.object.startsWith(object) === true;
    const same = shown === undefined ? asShown : isShown("old", shown.old) && isShown("now", shown.new);
    if (same) return { ...entry, ...chosen, current: true };
    if (shown === undefined || lines === undefined) throw new AppError("changed_since", path);
    const before = await shownEntry(root, shown.old, entry.old ?? entry.now);
    const after = await shownEntry(root, shown.new, entry.now ?? entry.old);
    return {
      path: entry.path,
      ...(entry.oldPath === undefined ? {} : { oldPath: entry.oldPath }),
      ...(before && { old: before }),
      ...(after && { now: after }),
      ...chosen,
      current: false,
    };
  });
}

/** A version that was shown and is no longer the present one. */
async function shownEntry(root: string, object: string, like: Entry | undefined): Promise<Entry | undefined> {
  if (/^0+$/.test(object)) return undefined;
  const args = ["rev-parse", "-q", "--verify", "--end-of-options", `${object}^{blob}`];
  const found = await gitText(args, { cwd: root, okCodes: [0, 1, 128] });
  if (found === "" || like === undefined) throw new AppError("changed_since");
  return { mode: like.mode, object: found };
}

export interface SituationDeps {
  readonly shadows: Shadows;
  readonly filters: Filters;
}

/** Reads everything that an act needs to know, before anything changes. */
export async function readSituation(
  { shadows, filters }: SituationDeps,
  { path: root }: ChangesPlace,
  compared: Compared,
  selection: Selection,
  signal?: AbortSignal,
): Promise<Situation> {
  const files = await findFiles(root, compared, selection, signal);
  const paths = files.flatMap(pathsOf);
  const [head, { tree, place }] = await Promise.all([headTree(root), shadows.storedTree(root, signal)]);
  const [committed, shownWork, { entries, conflicts }, conversion] = await Promise.all([
    treeEntries(root, head, paths, signal),
    treeEntries(root, tree, paths, signal),
    indexEntries(root, paths),
    openConversion(place, paths, filters, signal),
  ]);
  return {
    root,
    place,
    compared,
    blobs: openBlobs(root, signal),
    files,
    head: committed,
    work:
      filters === noFilters
        ? shownWork
        : new Map([...shownWork, ...(await filtered(root, shownWork, { conversion, index: entries }))]),
    shownWork,
    conversion,
    index: entries,
    conflicts,
  };
}

/** What the repository's own filters make of changed files. */
async function filtered(
  root: string,
  shown: ReadonlyMap<PathBytes, Entry>,
  { conversion, index }: { readonly conversion: Conversion; readonly index: ReadonlyMap<PathBytes, Entry> },
): Promise<readonly (readonly [PathBytes, Entry])[]> {
  const found: (readonly [PathBytes, Entry])[] = [];
  for (const [path, entry] of shown) {
    // What equals the index is known as it is stored.
    if (!conversion.hasOwnFilter(path) || !isFile(entry) || index.get(path)?.object === entry.object) continue;
    const onDisk = await readOnDisk(root, path);
    if (onDisk.kind !== "file") throw new AppError("changed_since", nameOf(path));
    found.push([path, { mode: entry.mode, object: await conversion.storedName(path, onDisk.bytes) }]);
  }
  return found;
}

export async function headTree(root: string): Promise<string> {
  return (await resolveCommit(root, "HEAD")) ?? (await emptyTree(root));
}
