import { readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { diskError } from "../errors/index.ts";
import { type Place, rewriteIndex, runGit, type Scratch, writeEntries } from "../git/index.ts";

/** By path what the index has there, a line for each stage. Names are kept byte for byte, a character for each. */
type Listing = ReadonlyMap<string, string>;

/** The index before everything was added to it. */
export interface IndexBefore {
  readonly listing: Listing;
  readonly file?: { readonly bytes: Buffer; readonly mtime: Date };
}

export async function readIndexBefore({ root, gitDir }: Place): Promise<IndexBefore> {
  const index = join(gitDir, "index");
  const found = await stat(index).catch(() => undefined);
  const file = found && { bytes: await readFile(index), mtime: found.mtime };
  return { listing: await listIndex(root), ...(file && { file }) };
}

export async function listIndex(root: string, env?: Readonly<Record<string, string>>): Promise<Listing> {
  const { stdout } = await runGit(["ls-files", "--stage", "-z"], { cwd: root, env, maxBytes: 1 << 30 });
  const listing = new Map<string, string>();
  for (const record of stdout.toString("latin1").split("\0")) {
    const tab = record.indexOf("\t");
    if (tab < 0) continue;
    const path = record.slice(tab + 1);
    const known = listing.get(path);
    listing.set(path, known === undefined ? record : `${known}\0${record}`);
  }
  return listing;
}

/**
 * Takes back what adding everything changed: `added` is what the index held right after it. What anyone staged since
 * stays staged.
 */
export async function takeBackAdded(
  place: Place,
  { listing: before, file }: IndexBefore,
  added: Listing,
  scratch: Scratch,
): Promise<void> {
  const differing = [...new Set([...before.keys(), ...added.keys()])].filter(
    (path) => before.get(path) !== added.get(path),
  );
  if (differing.length === 0) return;
  const write = async (env: Readonly<Record<string, string>>): Promise<void> => {
    const now = await listIndex(place.root, env);
    if (file !== undefined && isSame(now, added)) return putWhole(scratch.file, file);
    const ours = differing.filter((path) => now.get(path) === added.get(path));
    const gone = ours.map((path) => `0 ${"0".repeat(nameLength(added.get(path) ?? before.get(path)))}\t${path}`);
    const back = ours.flatMap((path) => before.get(path) ?? []);
    const input = Buffer.from([...gone, ...back].map((line) => `${line}\0`).join(""), "latin1");
    if (ours.length > 0) await writeEntries(input, { cwd: place.root, env });
  };
  await rewriteIndex(place, { scratch, write });
}

const isSame = (one: Listing, other: Listing): boolean =>
  one.size === other.size && [...one].every(([path, lines]) => other.get(path) === lines);

/** "<mode> <object> <stage>\t<path>" */
const nameLength = (line = ""): number => line.split(" ")[1]?.length ?? 40;

/**
 * As it was, with all that it knew. It keeps its age, since git mistrusts entries as young as their index, and one that
 * looked younger would hide changes made right after it was written.
 */
async function putWhole(scratch: string, { bytes, mtime }: NonNullable<IndexBefore["file"]>): Promise<void> {
  try {
    await writeFile(scratch, bytes);
    await utimes(scratch, mtime, new Date(mtime.getTime() - 1));
  } catch (error) {
    throw diskError(error);
  }
}
