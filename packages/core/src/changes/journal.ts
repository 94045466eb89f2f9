import { blobName } from "./blobName.ts";
import { type Blobs, openBlobs } from "./blobs.ts";
import { changeOnDisk, type Content, dropHalfWritten } from "./disk.ts";
import { type Entry, type OnDisk, type PathBytes, readOnDisk, indexEntries, isSame } from "./entries.ts";
import { changeIndex, type IndexChange, type Scratch } from "./indexFile.ts";
import type { Place } from "../git/index.ts";

/** A file as it was or will be; its bytes are an object of the repository. */
export interface Stored extends Entry {
  readonly permissions?: number;
}

export interface JournalFile {
  readonly path: PathBytes;
  readonly before?: Stored;
  readonly after?: Stored;
}

/** What is changed on disk and in the index, with both sides, so that it can be taken back by whoever comes later. */
export interface Journal {
  readonly files: readonly JournalFile[];
  readonly index: readonly IndexChange[];
}

/** Does what a journal says: the index in one step, then file by file. `contents` has the files as they shall be. */
export async function carryOut(
  place: Place,
  journal: Journal,
  contents: readonly { readonly path: PathBytes; readonly from: OnDisk; readonly to: Content | undefined }[],
  scratch: Scratch,
): Promise<void> {
  await changeIndex(place, journal.index, scratch);
  // What goes makes room: a folder may come back where a file is.
  const ordered = [...contents.filter(({ to }) => to === undefined), ...contents.filter(({ to }) => to !== undefined)];
  for (const content of ordered) await changeOnDisk(place.root, content, scratch.name);
}

/** Whether a file is what a journal says it was or would be. */
export function isStored(found: OnDisk, stored: Stored | undefined): boolean {
  if (stored === undefined) return found.kind === "absent";
  if (found.kind !== "file" || found.mode !== stored.mode) return false;
  return blobName(found.bytes, stored.object.length) === stored.object;
}

export async function contentOf(blobs: Pick<Blobs, "bytes">, stored: Stored | undefined): Promise<Content | undefined> {
  if (stored === undefined) return undefined;
  const bytes = await blobs.bytes(stored);
  return { mode: stored.mode, bytes, ...(stored.permissions === undefined ? {} : { permissions: stored.permissions }) };
}

/** Takes back what was done of a journal. What someone changed since is left as it is. */
export async function takeBackJournal(place: Place, { files, index }: Journal, scratch: Scratch): Promise<void> {
  const blobs = openBlobs(place.root);
  const paths = files.map(({ path }) => path);
  await dropHalfWritten(place.root, paths, scratch.name);
  for (const { path, before, after } of files.toReversed()) {
    const from = await readOnDisk(place.root, path);
    if (isStored(from, before) || !isStored(from, after)) continue;
    const to = await contentOf(blobs, before);
    await changeOnDisk(place.root, { path, from, to }, scratch.name);
  }
  const { entries } = await indexEntries(
    place.root,
    index.map(({ path }) => path),
  );
  const done = index.filter(({ path, to }) => isSame(entries.get(path), to));
  await changeIndex(
    place,
    done.map(({ path, from, to }) => ({ path, from: to, to: from })),
    scratch,
  );
}
