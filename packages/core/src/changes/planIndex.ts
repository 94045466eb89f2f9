import { AppError } from "../errors/index.ts";
import { hasConflictMarks } from "../git/index.ts";
import { blobName } from "./blobName.ts";
import { type Entry, isFile, isSame, modes, nameOf, readOnDisk } from "./entries.ts";
import type { IndexChange } from "./indexFile.ts";
import { bytesOf, joinLines, splitLines, textOf } from "./lines.ts";
import { restage } from "./restage.ts";
import { allOf, isAll, isNothing, isOf, placesIn, withChosen } from "./script.ts";
import { pathsOf, type ShownFile, type Situation } from "./situation.ts";
import { takeBack } from "./takeBack.ts";
import { aroundIndex, headOf, indexOf, toUncommitted, type Uncommitted } from "./uncommitted.ts";

/** What cannot be done with lines of this file, told before anything else. */
export function requireLines(file: ShownFile): void {
  const both = [file.old, file.now].filter((entry) => entry !== undefined);
  if (file.lines !== undefined && !both.every(isFile)) throw new AppError("whole_file_only", nameOf(file.path));
}

export const isSubmodule = ({ old, now }: ShownFile): boolean =>
  old?.mode === modes.submodule || now?.mode === modes.submodule;

/** Whether a file's changes are lines: neither links nor modules nor, where there is a choice, binary. */
export async function hasLines({ blobs }: Situation, { old, now, lines }: ShownFile): Promise<boolean> {
  const both = [old, now].filter((entry) => entry !== undefined);
  if (!both.every(isFile)) return false;
  if (lines !== undefined) return true;
  return !(await Promise.all(both.map((entry) => blobs.isBinary(entry)))).includes(true);
}

/** From what the index has at a path to what it shall have. */
const change = ({ index }: Situation, path: string, to: Entry | undefined): IndexChange => ({
  path,
  from: index.get(path),
  to,
});

/** The old name of a renamed file leaves the index with the first of its changes that is staged. */
function renameAlong(situation: Situation, { path, oldPath }: ShownFile): readonly IndexChange[] {
  if (oldPath === undefined || situation.work.has(oldPath) || situation.head.has(path)) return [];
  return [change(situation, oldPath, undefined)];
}

/** What staging the chosen of a file changes in the index. */
export async function planStage(situation: Situation, file: ShownFile): Promise<readonly IndexChange[]> {
  const { work, conflicts, blobs } = situation;
  requireLines(file);
  const present = work.get(file.path);
  const asOnDisk = [change(situation, file.path, present), ...renameAlong(situation, file)];
  if (conflicts.has(file.path)) {
    if (file.lines !== undefined || (present && hasMarkers(await blobs.bytes(present))))
      throw new AppError("file_in_conflict", nameOf(file.path));
    return asOnDisk;
  }
  const isAllOfIt = isSame(file.now, situation.shownWork.get(file.path)) && isSame(file.old, headOf(situation, file));
  if (file.lines === undefined && file.current && isAllOfIt) return asOnDisk;
  if (!(await hasLines(situation, file))) {
    if (!(await isOnDisk(situation, file))) throw new AppError("changed_later", nameOf(file.path));
    return asOnDisk;
  }
  const uncommitted = await toUncommitted(situation, file);
  const turnsMode = file.lines === undefined && file.old !== undefined && file.old.mode !== file.now?.mode;
  if (isNothing(uncommitted.chosen) && file.old && file.now && !turnsMode) return [];
  if (file.now === undefined && present !== undefined) throw new AppError("changed_later", nameOf(file.path));
  return restaged(situation, file, { uncommitted, to: "staged" });
}

/** What unstaging the chosen of a file changes in the index. */
export async function planUnstage(situation: Situation, file: ShownFile): Promise<readonly IndexChange[]> {
  const { conflicts, compared, head } = situation;
  requireLines(file);
  if (conflicts.has(file.path)) throw new AppError("file_in_conflict", nameOf(file.path));
  const whole = file.lines === undefined && file.current && (compared.of === "index" || compared.uncommitted);
  if (whole) return pathsOf(file).map((path) => change(situation, path, head.get(path)));
  if (compared.of === "index") return unstageShown(situation, file);
  if (!(await hasLines(situation, file))) {
    const isStaged = isSame(situation.index.get(file.path), situation.work.get(file.path));
    if (!isStaged || !(await isOnDisk(situation, file))) throw new AppError("changed_later", nameOf(file.path));
    return pathsOf(file).map((path) => change(situation, path, head.get(path)));
  }
  const uncommitted = await toUncommitted(situation, file);
  return isNothing(uncommitted.chosen) ? [] : restaged(situation, file, { uncommitted, to: "unstaged" });
}

/** Takes chosen lines of the staged changes back. */
async function unstageShown(situation: Situation, file: ShownFile): Promise<readonly IndexChange[]> {
  const { blobs } = situation;
  const present = situation.index.get(file.path);
  const script = await blobs.script(file.old, file.now, file.ignore);
  const chosen = file.lines ?? allOf(script);
  if (!isOf(script, chosen)) throw new AppError("changed_since");
  if ((file.now === undefined) !== (present === undefined)) throw new AppError("changed_since");
  const [before, lines, shown] = await Promise.all([
    blobs.lines(file.old),
    blobs.lines(present),
    blobs.lines(file.now),
  ]);
  const places = placesIn(await blobs.script(file.now, present), shown.length, lines.length);
  const result = takeBack({ script, chosen, before, present: lines, places });
  if (result === undefined) throw new AppError("changed_since");
  const mode = present?.mode ?? file.old?.mode ?? modes.file;
  const gone = file.old === undefined && result.length === 0;
  return [change(situation, file.path, gone ? undefined : await entryOf(situation, file, { result, mode }))];
}

interface Restaging {
  readonly uncommitted: Uncommitted;
  readonly to: "staged" | "unstaged";
}

async function restaged(
  situation: Situation,
  file: ShownFile,
  { uncommitted, to }: Restaging,
): Promise<readonly IndexChange[]> {
  const { blobs } = situation;
  const { headEntry, workEntry } = uncommitted;
  const staged = indexOf(situation, file);
  if (staged !== undefined && !isFile(staged)) throw new AppError("whole_file_only", nameOf(file.path));
  // Staged as deleted, and there again: there is nothing to put single lines into.
  if (staged === undefined && headEntry !== undefined && workEntry !== undefined && file.lines !== undefined)
    throw new AppError("changed_later", nameOf(file.path));
  if (situation.conversion.kind(file.path) === "filter" && !isAll(uncommitted.script, uncommitted.chosen))
    await requireLinewise(situation, file, uncommitted);
  const index = await blobs.lines(staged);
  const versions = uncommitted;
  const { chosen } = uncommitted;
  const result = await restage({ versions, index, chosen, to, around: () => aroundIndex(situation, file) });
  if (result === undefined) throw new AppError("changed_later", nameOf(file.path));
  const along = to === "staged" ? renameAlong(situation, file) : [];
  const target = to === "staged" ? workEntry : headEntry;
  if (result.length === 0 && target === undefined) return [change(situation, file.path, undefined), ...along];
  const mode = (file.lines === undefined ? workEntry?.mode : staged?.mode) ?? headEntry?.mode ?? workEntry?.mode;
  const entry = await entryOf(situation, file, { result, mode: mode ?? modes.file });
  return [change(situation, file.path, entry), ...along];
}

/** Rejects with `whole_file_only` unless the file's filter makes of chosen lines what it makes of them among all others. */
async function requireLinewise(
  { root, blobs, conversion }: Situation,
  { path, oldPath }: ShownFile,
  { script, chosen, head, work, headEntry, workEntry }: Uncommitted,
): Promise<void> {
  const onDisk = await readOnDisk(root, path);
  const now = onDisk.kind === "file" && workEntry !== undefined ? splitLines(textOf(onDisk.bytes)) : [];
  const before =
    headEntry === undefined ? [] : splitLines(textOf(await conversion.checkedOut(headEntry, oldPath ?? path)));
  const whole = new AppError("whole_file_only", nameOf(path));
  if (now.length !== work.length || before.length !== head.length) throw whole;
  const written = bytesOf(joinLines(withChosen(script, before, now, chosen)));
  const expected = await blobs.write(joinLines(withChosen(script, head, work, chosen)));
  if ((await conversion.storedName(path, written)) !== expected) throw whole;
}

/** The entry of a file with these lines; nothing is stored that is there already. */
async function entryOf(
  situation: Situation,
  file: ShownFile,
  { result, mode }: { readonly result: readonly string[]; readonly mode: string },
): Promise<Entry> {
  const text = joinLines(result);
  const known = [headOf(situation, file), situation.work.get(file.path), indexOf(situation, file)];
  const name = blobName(text, known.find((entry) => entry !== undefined)?.object.length);
  const object = known.some((entry) => entry?.object === name) ? name : await situation.blobs.write(text);
  return { mode, object };
}

/** Whether the file on disk is what was shown, byte for byte. */
async function isOnDisk({ root, shownWork, compared, blobs }: Situation, { path, now }: ShownFile): Promise<boolean> {
  if (compared.of === "stored") return isSame(shownWork.get(path), now);
  const found = await readOnDisk(root, path);
  if (now === undefined) return found.kind === "absent";
  if (found.kind !== "file" || found.mode !== now.mode) return false;
  return found.bytes.equals(await blobs.bytes(now));
}

/** Whether a conflict's markers are left in a file. */
const hasMarkers = (bytes: Buffer): boolean => hasConflictMarks(bytes.toString("latin1"));
