import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { diskError } from "../errors/index.ts";
import { deleteRef, gitText, resolveCommit, updateRef } from "../git/index.ts";
import { listIndex, readIndexBefore, takeBackAdded } from "./addAll.ts";
import type { CommitsDeps } from "./types.ts";

const Entry = z.object({
  id: z.string(),
  root: z.string(),
  gitDir: z.string(),
  commonDir: z.string(),
  /** Where HEAD stood; undefined before the first commit. */
  head: z.string().optional(),
  message: z.string(),
  /** The merge that the commit concludes: git forgets it before there is a signature. */
  merge: z.record(z.string(), z.string()),
  /** When the index was written, should there be one. */
  index: z.number().optional(),
});
export type Entry = Readonly<z.infer<typeof Entry>>;

/** Files of a git dir by which git knows that a merge is under way. */
const mergeFiles = ["MERGE_MSG", "MERGE_MODE", "MERGE_HEAD"] as const;

const folderOf = (home: string, id?: string): string => join(home, "commits", ...(id === undefined ? [] : [id]));
/** What the reflog calls a commit that is still to be signed. */
export const unsignedAction = (id: string): string => `commit (to be signed, ${id})`;

/** Writes down what a commit starts from, before anything changes. */
export async function beginJournal(
  home: string,
  start: Pick<Entry, "id" | "root" | "gitDir" | "commonDir" | "head" | "message">,
): Promise<Entry> {
  const folder = folderOf(home, start.id);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { file } = await readIndexBefore(start);
    if (file !== undefined) await writeFile(join(folder, "index"), file.bytes);
    const texts = await Promise.all(
      mergeFiles.map((name) => readFile(join(start.gitDir, name), "latin1").catch(() => undefined)),
    );
    const merge = Object.fromEntries(
      mergeFiles.flatMap((name, i) => (texts[i] === undefined ? [] : [[name, texts[i]]])),
    );
    const entry = { ...start, merge, index: file?.mtime.getTime() };
    await writeFile(join(folder, "entry.new"), JSON.stringify(entry));
    await rename(join(folder, "entry.new"), join(folder, "entry.json"));
    return entry;
  } catch (error) {
    await endJournal(home, start.id);
    throw diskError(error);
  }
}

/** Writes down the index that adding everything made, before it takes the place of the old one. */
export async function noteAdded(home: string, id: string, index: Uint8Array): Promise<void> {
  await writeFile(join(folderOf(home, id), "added"), index).catch((error: unknown) => {
    throw diskError(error);
  });
}

export const endJournal = (home: string, id: string): Promise<void> =>
  rm(folderOf(home, id), { recursive: true, force: true });

/** Puts HEAD back from a commit that is not to be, with the merge that it concluded. */
export async function takeBackCommit({ root, gitDir, head, merge }: Entry, made: string): Promise<void> {
  for (const name of mergeFiles) {
    const text = merge[name];
    if (text !== undefined) await writeFile(join(gitDir, name), text, "latin1");
  }
  if (head === undefined) await deleteRef(root, "HEAD", made);
  else await updateRef(root, { ref: "HEAD", to: head, from: made, reason: "commit: not signed, taken back" });
}

/** Takes back commits that a killed host left half-way: not committed, or not signed. One that is whole stays. */
export async function recoverCommits(
  deps: Pick<CommitsDeps, "home" | "shadows" | "newId">,
  report: (message: string, error: unknown) => void,
): Promise<void> {
  for (const id of await readdir(folderOf(deps.home)).catch(() => [])) {
    try {
      const text = await readFile(join(folderOf(deps.home, id), "entry.json"), "utf8").catch(() => undefined);
      if (text !== undefined) await recoverOne(deps, Entry.parse(JSON.parse(text)));
      await endJournal(deps.home, id);
    } catch (error) {
      report("a commit that was cut short could not be taken back", error);
    }
  }
}

async function recoverOne({ home, shadows, newId }: Parameters<typeof recoverCommits>[0], entry: Entry): Promise<void> {
  const { id, root, gitDir, head } = entry;
  if ((await stat(root).catch(() => undefined)) === undefined) return;
  const now = await resolveCommit(root, "HEAD");
  if (now !== head) {
    const last = await gitText(["reflog", "show", "-1", "--format=%H %gs", "HEAD", "--"], {
      cwd: root,
      okCodes: [0, 128],
    });
    // A commit that is whole, or somebody else's.
    if (now === undefined || !last.startsWith(`${now} ${unsignedAction(id)}: `)) return;
    await takeBackCommit(entry, now);
  }
  const added = await readFile(join(folderOf(home, id), "added")).catch(() => undefined);
  if (added === undefined) return;
  const passing = join(folderOf(home, id), "listing");
  const listingOf = async (bytes: Uint8Array) => {
    await writeFile(passing, bytes);
    return listIndex(root, { GIT_INDEX_FILE: passing });
  };
  const bytes = await readFile(join(folderOf(home, id), "index")).catch(() => undefined);
  const before = {
    listing: bytes === undefined ? new Map<string, string>() : await listingOf(bytes),
    ...(bytes !== undefined && { file: { bytes, mtime: new Date(entry.index ?? 0) } }),
  };
  const scratch = { file: shadows.scratchIndex(root), name: newId() };
  await takeBackAdded({ root, gitDir, commonDir: entry.commonDir }, before, await listingOf(added), scratch);
}
