import { AppError } from "../errors/index.ts";
import { type Place, rewriteIndex, type Scratch as GitScratch, writeEntries } from "../git/index.ts";
import { type Entry, indexEntries, isSame, type PathBytes } from "./entries.ts";
import { bytesOf } from "./lines.ts";

/** What the index shall have at a path instead of what it has; undefined is nothing. */
export interface IndexChange {
  readonly path: PathBytes;
  readonly from: Entry | undefined;
  readonly to: Entry | undefined;
}

/** Where an index is made ready, under a name of its own. */
export interface Scratch extends GitScratch {
  /** Brings what the new index knows of the files up to date. */
  readonly refresh?: (index: string) => Promise<void>;
}

/**
 * Changes entries of a checkout's index in one step, or rejects with nothing changed: `changed_since` when an entry is no
 * longer as it was, `index_locked` while another git writes it. Every other entry stays as it is.
 */
export async function changeIndex(place: Place, changes: readonly IndexChange[], scratch: Scratch): Promise<void> {
  const differing = changes.filter(({ from, to }) => !isSame(from, to));
  if (differing.length === 0) return;
  const write = async (env: Readonly<Record<string, string>>): Promise<void> => {
    await writeChanges(place, differing, env);
    await scratch.refresh?.(scratch.file);
  };
  await rewriteIndex(place, { scratch, write });
}

async function writeChanges(
  { root }: Place,
  changes: readonly IndexChange[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const paths = changes.map(({ path }) => path);
  const { entries, conflicts } = await indexEntries(root, paths, env);
  const moved = changes.find(({ path, from }) => !conflicts.has(path) && !isSame(entries.get(path), from));
  if (moved !== undefined) throw new AppError("changed_since", "What is staged changed meanwhile");
  const line = ({ path, from, to }: IndexChange): string =>
    to === undefined ? `0 ${"0".repeat(from?.object.length ?? 40)}\t${path}\0` : `${to.mode} ${to.object}\t${path}\0`;
  // A folder may stand where a file was: what goes makes room first.
  const ordered = [...changes.filter(({ to }) => to === undefined), ...changes.filter(({ to }) => to !== undefined)];
  const input = bytesOf(ordered.map(line).join(""));
  await writeEntries(input, { cwd: root, env });
}
