import { AppError } from "../errors/index.ts";
import type { Place } from "../git/index.ts";
import { type Blobs, openBlobs } from "./blobs.ts";
import type { Content } from "./disk.ts";
import { indexEntries, isFile, isSame, nameOf, type OnDisk, readOnDisk } from "./entries.ts";
import type { IndexChange } from "./indexFile.ts";
import { contentOf, isStored, type Journal, type JournalFile } from "./journal.ts";
import { bytesOf, joinLines, splitLines, textOf } from "./lines.ts";
import type { Reverted } from "./planRevert.ts";
import { allOf, placesIn } from "./script.ts";
import { takeBack } from "./takeBack.ts";

/** What undoing a revert changes: its own lines alone, whatever became of the others since. */
export async function planUndo(
  place: Place,
  { files, index }: Journal,
  signal?: AbortSignal,
): Promise<{ readonly contents: readonly Reverted[]; readonly index: readonly IndexChange[] }> {
  const blobs = openBlobs(place.root, signal);
  await blobs.prefetch(files.map(({ before }) => before));
  const contents: Reverted[] = [];
  for (const file of files) contents.push(await undoFile(place, blobs, file));
  const paths = index.map(({ path }) => path);
  const { entries } = await indexEntries(place.root, paths);
  // What was staged anew since stays so: nothing of it would be lost by the other way round either.
  const untouched = index.filter(({ path, to }) => isSame(entries.get(path), to));
  return { contents, index: untouched.map(({ path, from, to }) => ({ path, from: to, to: from })) };
}

async function undoFile({ root }: Place, blobs: Blobs, file: JournalFile): Promise<Reverted> {
  const { path, before, after } = file;
  const from = await readOnDisk(root, path);
  if (isStored(from, after)) return { path, from, to: await contentOf(blobs, before) };
  if (before === undefined || after === undefined || from.kind !== "file") throw later(file);
  return { path, from, to: await undoLines(blobs, file, from) };
}

const later = ({ path }: JournalFile): AppError => new AppError("changed_later", nameOf(path));

/** The file has other changes since: the revert's lines come back among them. */
async function undoLines(
  blobs: Blobs,
  file: JournalFile,
  from: Extract<OnDisk, { readonly kind: "file" }>,
): Promise<Content> {
  const { before, after } = file;
  const bothFiles = before !== undefined && after !== undefined && isFile(before) && isFile(after) && isFile(from);
  if (!bothFiles || (await blobs.isBinary(before)) || (await blobs.isBinary(after))) throw later(file);
  const present = splitLines(textOf(from.bytes));
  const now = { mode: from.mode, object: await blobs.write(textOf(from.bytes)) };
  const [old, left] = await Promise.all([blobs.lines(before), blobs.lines(after)]);
  const script = await blobs.script(before, after);
  const places = placesIn(await blobs.script(after, now), left.length, present.length);
  const result = takeBack({ script, chosen: allOf(script), before: old, present, places });
  if (result === undefined) throw later(file);
  const mode = before.mode === after.mode ? from.mode : before.mode;
  return { mode, permissions: from.permissions, bytes: bytesOf(joinLines(result)) };
}
