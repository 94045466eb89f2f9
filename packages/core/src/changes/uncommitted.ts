import { AppError } from "../errors/index.ts";
import type { Ignored } from "../git/index.ts";
import { type Entry, nameOf } from "./entries.ts";
import { allOf, type Chosen, isOf, placesIn, type Script } from "./script.ts";
import type { ShownFile, Situation } from "./situation.ts";
import type { Versions } from "./staged.ts";

/** A file's uncommitted changes: what of it is committed, and what of it is on disk. */
export interface Uncommitted extends Versions {
  readonly headEntry: Entry | undefined;
  readonly workEntry: Entry | undefined;
  /** The chosen lines among them; those that are committed already are not. */
  readonly chosen: Chosen;
}

/** HEAD's version of a file, under the name that it had there. */
export const headOf = ({ head }: Pick<Situation, "head">, { path, oldPath }: ShownFile): Entry | undefined =>
  head.get(path) ?? (oldPath === undefined ? undefined : head.get(oldPath));

/** The index's version of a file, under the old name as long as a rename is not staged. */
export function indexOf({ head, index }: Pick<Situation, "head" | "index">, file: ShownFile): Entry | undefined {
  const own = index.get(file.path);
  if (own !== undefined || file.oldPath === undefined || head.has(file.path)) return own;
  return index.get(file.oldPath);
}

const isSameObject = (one: Entry | undefined, other: Entry | undefined): boolean => one?.object === other?.object;

/**
 * Follows chosen lines of what was shown into the uncommitted changes of the file. Rejects with `changed_since` when an
 * added line is no longer in the file, with `changed_later` when a removed one is back.
 */
export async function toUncommitted(situation: Situation, file: ShownFile): Promise<Uncommitted> {
  const { blobs, compared, work } = situation;
  const headEntry = headOf(situation, file);
  const workEntry = work.get(file.path);
  const [head, now] = await Promise.all([blobs.lines(headEntry), blobs.lines(workEntry)]);
  const shown = await blobs.script(file.old, file.now, file.ignore);
  const lines = file.lines ?? allOf(shown);
  if (!isOf(shown, lines)) throw new AppError("changed_since");
  const exact = await blobs.script(headEntry, workEntry);
  const found = { head, work: now, headEntry, workEntry };
  if (isSameObject(file.old, headEntry) && isSameObject(file.now, workEntry))
    return { ...found, script: isOf(exact, lines) ? exact : shown, chosen: lines };
  // A turn's versions are as they were on disk, with the line ends that the checkout has.
  const ignore: Ignored | undefined = compared.of === "disk" ? "lineEnds" : undefined;
  const shownEntry = situation.shownWork.get(file.path);
  const isFiltered = !isSameObject(shownEntry, workEntry);
  if (isFiltered && (await blobs.lines(shownEntry)).length !== now.length)
    throw new AppError("whole_file_only", nameOf(file.path));
  const inWork = await placesBetween(situation, file.now, shownEntry, ignore);
  const inHead = await placesBetween(situation, file.old, headEntry, ignore);
  return { ...found, script: exact, chosen: follow(exact, lines, { inWork, inHead, isFiltered }) };
}

async function placesBetween(
  { blobs }: Situation,
  from: Entry | undefined,
  to: Entry | undefined,
  ignore: Ignored | undefined,
): Promise<Int32Array> {
  const [old, now, script] = await Promise.all([blobs.lines(from), blobs.lines(to), blobs.script(from, to, ignore)]);
  return placesIn(script, old.length, now.length);
}

function follow(
  exact: Script,
  lines: Chosen,
  {
    inWork,
    inHead,
    isFiltered,
  }: { readonly inWork: Int32Array; readonly inHead: Int32Array; readonly isFiltered: boolean },
): Chosen {
  const uncommitted = allOf(exact);
  const added = [...lines.added].map((line) => inWork[line] ?? -1);
  if (added.includes(-1)) throw new AppError("changed_since");
  // A line that was never committed has no place in HEAD, and leaves nothing to stage.
  const removed = [...lines.removed].map((line) => inHead[line] ?? -1).filter((line) => line > 0);
  // What a filter makes of a line may be what was committed: such a line is only shown as changed.
  if (!isFiltered && removed.some((line) => !uncommitted.removed.has(line))) throw new AppError("changed_later");
  return {
    removed: new Set(removed.filter((line) => uncommitted.removed.has(line))),
    added: new Set(added.filter((line) => uncommitted.added.has(line))),
  };
}

/** The diffs on both sides of the index, for a file of which other lines are staged than are on disk. */
export async function aroundIndex(situation: Situation, file: ShownFile) {
  const { blobs, work } = situation;
  const staged = indexOf(situation, file);
  const [fromHead, toWork] = await Promise.all([
    blobs.script(headOf(situation, file), staged),
    blobs.script(staged, work.get(file.path)),
  ]);
  return { fromHead, toWork };
}
