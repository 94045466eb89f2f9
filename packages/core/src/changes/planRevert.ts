import { AppError } from "../errors/index.ts";
import { blobName } from "./blobName.ts";
import type { Conversion } from "./conversion.ts";
import type { Content } from "./disk.ts";
import {
  type Entry,
  isFile,
  isSame,
  modes,
  nameOf,
  type OnDisk,
  type PathBytes,
  readOnDisk,
  requireOwn,
} from "./entries.ts";
import { joinLines, splitLines, textOf, bytesOf } from "./lines.ts";
import { hasLines, isSubmodule, requireLines } from "./planIndex.ts";
import { allOf, type Chosen, isNothing, isOf, placesIn, type Script } from "./script.ts";
import { pathsOf, type ShownFile, type Situation } from "./situation.ts";
import { takeBack } from "./takeBack.ts";

/** A file on disk before and after a revert. */
export interface Reverted {
  readonly path: PathBytes;
  readonly from: OnDisk;
  readonly to: Content | undefined;
}

export interface RevertedFile {
  readonly files: readonly Reverted[];
  /** Chosen lines that are taken back; those of whole files are counted with all others. */
  readonly lines: number;
}

interface Context {
  readonly situation: Situation;
  readonly file: ShownFile;
  readonly conversion: Conversion;
  readonly onDisk: OnDisk;
}

const later = ({ path }: ShownFile): AppError => new AppError("changed_later", nameOf(path));

/** What taking back the chosen of a file changes on disk. */
export async function planRevert(situation: Situation, file: ShownFile): Promise<RevertedFile> {
  for (const path of pathsOf(file)) requireOwn(path);
  if (isSubmodule(file)) throw new AppError("submodule_change", nameOf(file.path));
  requireLines(file);
  if (situation.conflicts.has(file.path)) throw new AppError("file_in_conflict", nameOf(file.path));
  const onDisk = await readOnDisk(situation.root, file.path);
  const context = { situation, file, conversion: situation.conversion, onDisk };
  if (file.now === undefined) return restoreFile(context, file.old);
  if (onDisk.kind !== "file") throw later(file);
  if (await isAsShown(context, onDisk)) {
    const whole = await takeBackWhole(context, onDisk);
    if (whole !== undefined) return whole;
  }
  if (!(await hasLines(situation, file))) throw later(file);
  return takeBackLines(context, onDisk);
}

type FileOnDisk = Extract<OnDisk, { readonly kind: "file" }>;

/** Whether the file is what was shown, so that nothing but what was shown would be taken back. */
async function isAsShown({ situation, file, conversion }: Context, onDisk: FileOnDisk): Promise<boolean> {
  const { now } = file;
  if (now === undefined || now.mode !== onDisk.mode) return false;
  if (blobName(onDisk.bytes, now.object.length) === now.object) return true;
  if (situation.compared.of === "disk") return false;
  return isSame(situation.shownWork.get(file.path), now) && conversion.kind(file.path) !== "none";
}

/** Everything that a file's changes are; undefined where its lines have to be looked at one by one. */
async function takeBackWhole(context: Context, onDisk: FileOnDisk): Promise<RevertedFile | undefined> {
  const { situation, file, conversion } = context;
  const { old, now, path, oldPath } = file;
  if (now === undefined || !(await isWhole(context))) return undefined;
  const lines = countLines(context);
  if (old === undefined) return { files: [{ path, from: onDisk, to: undefined }], lines };
  const kind = situation.compared.of !== "disk" && isFile(old) ? conversion.kind(path) : "none";
  // Lines that did not change keep the ends that they have on disk, whatever a checkout would give them.
  if (kind === "lines" && (await hasLines(situation, file))) return undefined;
  const bytes = kind !== "none" ? await conversion.checkedOut(old, oldPath ?? path) : await situation.blobs.bytes(old);
  const keeps = onDisk.mode === modes.link || old.mode === modes.link ? {} : { permissions: onDisk.permissions };
  const to: Content = { mode: old.mode, bytes, ...keeps };
  if (oldPath === undefined) return { files: [{ path, from: onDisk, to }], lines };
  const there = await readOnDisk(situation.root, oldPath);
  if (there.kind !== "absent") throw later(file);
  return {
    files: [
      { path: oldPath, from: there, to },
      { path, from: onDisk, to: undefined },
    ],
    lines,
  };
}

/** Whether all of a file is chosen; all lines of a new file are the file. */
async function isWhole({ situation, file }: Context): Promise<boolean> {
  if (file.lines === undefined) return true;
  if (file.old !== undefined) return false;
  const all = allOf(await situation.blobs.script(undefined, file.now));
  return all.added.size > 0 && [...all.added].every((line) => file.lines?.added.has(line));
}

const countLines = ({ file: { lines } }: Context): number =>
  lines === undefined ? 0 : lines.removed.size + lines.added.size;

/** A deleted file comes back, or as much of it as was chosen. */
async function restoreFile(context: Context, old: Entry | undefined): Promise<RevertedFile> {
  const { situation, file, conversion, onDisk } = context;
  if (old === undefined) throw new AppError("changed_since", nameOf(file.path));
  if (onDisk.kind !== "absent") throw later(file);
  const converted = situation.compared.of !== "disk" && isFile(old) && conversion.kind(file.path) !== "none";
  const bytes = converted ? await conversion.checkedOut(old, file.path) : await situation.blobs.bytes(old);
  const { lines } = file;
  const restore = (content: Buffer): readonly Reverted[] => [
    { path: file.path, from: onDisk, to: { mode: old.mode, bytes: content } },
  ];
  if (lines === undefined) return { files: restore(bytes), lines: countLines(context) };
  const before = splitLines(textOf(bytes));
  const known = await situation.blobs.lines(old);
  if (before.length !== known.length) throw new AppError("whole_file_only", nameOf(file.path));
  if ([...lines.removed].some((line) => line > known.length) || lines.added.size > 0)
    throw new AppError("changed_since", nameOf(file.path));
  const kept = before.filter((_, at) => lines.removed.has(at + 1));
  return { files: restore(bytesOf(joinLines(kept))), lines: lines.removed.size };
}

/** Takes chosen lines out of a file that may have other changes, before and since. */
async function takeBackLines(context: Context, onDisk: FileOnDisk): Promise<RevertedFile> {
  const { situation, file } = context;
  const { blobs } = situation;
  const script = await blobs.script(file.old, file.now, file.ignore);
  const chosen = file.lines ?? allOf(script);
  if (!isOf(script, chosen)) throw new AppError("changed_since", nameOf(file.path));
  const mode = modeAfter(context, onDisk);
  // A file that was new and has other lines by now would lose them with it.
  if (file.lines === undefined && file.old === undefined) throw later(file);
  const result = isNothing(chosen) ? onDisk.bytes : await withoutLines(context, onDisk, { script, chosen });
  const content = { mode, permissions: onDisk.permissions, bytes: result };
  const lines = countLines(context);
  const { path, oldPath } = file;
  if (file.lines !== undefined || oldPath === undefined) return { files: [{ path, from: onDisk, to: content }], lines };
  const there = await readOnDisk(situation.root, oldPath);
  if (there.kind !== "absent") throw later(file);
  return {
    files: [
      { path: oldPath, from: there, to: content },
      { path, from: onDisk, to: undefined },
    ],
    lines,
  };
}

/** A line without what a conversion may make of it. */
const bare = (line: string): string => line.replace(/\r?\n$/, "").replaceAll(/\$Id[^$]*\$/g, "$Id$");

/** A whole file's change of mode goes back with it. */
function modeAfter({ file }: Context, onDisk: FileOnDisk): string {
  if (file.lines !== undefined || file.old === undefined || file.old.mode === file.now?.mode) return onDisk.mode;
  if (!isFile(file.old) || !isFile(onDisk)) throw later(file);
  return file.old.mode;
}

async function withoutLines(
  { situation, file, conversion }: Context,
  onDisk: FileOnDisk,
  { script, chosen }: { readonly script: Script; readonly chosen: Chosen },
): Promise<Buffer> {
  const { blobs, compared, work } = situation;
  const present = splitLines(textOf(onDisk.bytes));
  const [shown, stored] = await Promise.all([blobs.lines(file.now), blobs.lines(file.old)]);
  const kind = compared.of === "disk" ? "none" : conversion.kind(file.path);
  if (kind === "none") {
    const object = await blobs.write(textOf(onDisk.bytes));
    const places = placesIn(await blobs.script(file.now, { mode: modes.file, object }), shown.length, present.length);
    const result = takeBack({ script, chosen, before: stored, present, places });
    if (result === undefined) throw later(file);
    return bytesOf(joinLines(result));
  }
  const whole = (): AppError => new AppError("whole_file_only", nameOf(file.path));
  const entry = work.get(file.path);
  const shownEntry = situation.shownWork.get(file.path);
  if (entry === undefined || shownEntry === undefined) throw later(file);
  const asStored = await blobs.lines(entry);
  if (asStored.length !== (await blobs.lines(shownEntry)).length) throw whole();
  const places = placesIn(await blobs.script(file.now, shownEntry), shown.length, asStored.length);
  const expected = takeBack({ script, chosen, before: stored, present: asStored, places });
  if (expected === undefined) throw later(file);
  const name = file.oldPath ?? file.path;
  if (kind === "content") {
    // Another encoding: what is checked out is known once what is stored is.
    if (!(await conversion.checkedOut(entry, file.path)).equals(onDisk.bytes)) throw whole();
    return conversion.checkedOut({ ...entry, object: await blobs.write(joinLines(expected)) }, file.path);
  }
  const before = file.old === undefined ? [] : splitLines(textOf(await conversion.checkedOut(file.old, name)));
  // Lines can be told apart where the conversion leaves them in their places.
  if (asStored.length !== present.length || before.length !== stored.length) throw whole();
  if (kind === "lines" && !present.every((line, at) => bare(line) === bare(asStored[at] ?? "")))
    throw new AppError("changed_since", nameOf(file.path)); // written a moment ago
  const result = takeBack({ script, chosen, before, present, places });
  if (result === undefined) throw later(file);
  const bytes = bytesOf(joinLines(result));
  if (
    kind === "filter" &&
    (await conversion.storedName(file.path, bytes)) !== blobName(joinLines(expected), entry.object.length)
  )
    throw whole();
  return bytes;
}
