import { hash } from "node:crypto";
import { changesOf, type HunkLine, keysOf, type Patch, parsePatch } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { createPauses } from "./pauses.ts";
import { type BlobChange, changedBlobs, patchesOf, type Trees } from "../git/index.ts";

/** A run of removed and added lines, or a change that has none, with the key by which it is known again. */
export interface ReadableChange {
  readonly key: string;
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
}

/** What there is to read in one file, by hunk; never empty. */
export interface ReadableFile {
  readonly path: string;
  readonly oldPath?: string;
  /** Nothing stood there before. */
  readonly added: boolean;
  readonly hunks: readonly (readonly ReadableChange[])[];
}

/** Reads what differs between trees; what it has read of two objects it does not read again. */
export interface Readables {
  /** In the order of the paths. `only` narrows it to these paths. */
  between(cwd: string, trees: Trees, only?: ReadonlySet<string>): Promise<readonly ReadableFile[]>;
}

/** Paths of one call of git: a large diff is neither held in memory at once nor read without a pause. */
const PIECE = 400;
/** Changes that are remembered over all repositories. */
const KEPT = 200_000;
/** Answers that are remembered whole, for those who ask for the same one after another. */
const ANSWERS = 8;

export function createReadables(): Readables {
  /** By both objects of a file; the oldest first. */
  const known = new Map<string, ReadableFile["hunks"]>();
  let changes = 0;
  const answers = new Map<string, Promise<readonly ReadableFile[]>>();

  const remember = (name: string, hunks: ReadableFile["hunks"]): void => {
    if (known.has(name)) return;
    known.set(name, hunks);
    changes += sizeOf(hunks);
    for (const [oldest, dropped] of known) {
      if (changes <= KEPT) break;
      known.delete(oldest);
      changes -= sizeOf(dropped);
    }
  };

  const read = async (cwd: string, trees: Trees, only?: ReadonlySet<string>): Promise<readonly ReadableFile[]> => {
    const all = await changedBlobs(cwd, trees, { renames: true });
    const files =
      only === undefined ? all : all.filter(({ path, oldPath }) => only.has(path) || only.has(oldPath ?? path));
    const found = new Map<string, ReadableFile["hunks"]>();
    const missing = files.filter((file) => {
      const hunks = known.get(nameOf(file));
      if (hunks !== undefined) found.set(file.path, hunks);
      return hunks === undefined;
    });
    const pause = createPauses();
    for (let at = 0; at < missing.length; at += PIECE) {
      const piece = missing.slice(at, at + PIECE);
      const patches = new Map((await patchesOfPiece(cwd, trees, piece)).map(({ path, patch }) => [path, patch]));
      for (const file of piece) {
        await pause();
        const hunks = hunksOf(file, parsePatch(patches.get(file.path) ?? ""));
        found.set(file.path, hunks);
        remember(nameOf(file), hunks);
      }
    }
    return files.map(({ path, oldPath, oldMode }) => ({
      path,
      ...(oldPath === undefined ? {} : { oldPath }),
      added: isNothing(oldMode),
      hunks: found.get(path) ?? [],
    }));
  };

  return {
    between(cwd, trees, only) {
      if (only !== undefined) return read(cwd, trees, only);
      const name = `${trees.from}\n${trees.to}\n${cwd}`;
      const answer = answers.get(name) ?? read(cwd, trees);
      answers.delete(name);
      answers.set(name, answer);
      answer.catch(() => answers.delete(name)); // the next one who asks tries again
      for (const oldest of answers.keys()) if (answers.size > ANSWERS) answers.delete(oldest);
      return answer;
    },
  };
}

/** Files whose patches are too large for one answer are asked for one by one; one that is too large by itself has none. */
async function patchesOfPiece(cwd: string, trees: Trees, piece: readonly BlobChange[]): ReturnType<typeof patchesOf> {
  const paths = piece.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [oldPath, path]));
  try {
    return await patchesOf(cwd, trees, paths);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "git_failed") throw error;
    if (piece.length === 1) return [];
    const half = Math.ceil(piece.length / 2);
    const first = await patchesOfPiece(cwd, trees, piece.slice(0, half));
    return [...first, ...(await patchesOfPiece(cwd, trees, piece.slice(half)))];
  }
}

const sizeOf = (hunks: ReadableFile["hunks"]): number => hunks.reduce((sum, hunk) => sum + hunk.length, 1);

const isNothing = (mode: string): boolean => /^0+$/.test(mode);

/** Everything that its hunks follow from; the path too, as attributes may say that it is binary. */
const nameOf = ({ path, oldPath = "", oldMode, newMode, oldBlob, newBlob }: BlobChange): string =>
  [oldMode, newMode, oldBlob, newBlob, path, oldPath].join("\0");

function hunksOf(file: BlobChange, patch: Patch): ReadableFile["hunks"] {
  const lines = sameLineEnds(patch);
  // Bytes that are no text are shown alike, whatever they are: then the file as a whole tells them apart.
  const digest = (text: string): string => hash("sha256", text.includes("\ufffd") ? `${file.newBlob}${text}` : text);
  const keys = keysOf(lines, digest);
  const hunks = lines.hunks.map((hunk, index) =>
    changesOf(hunk).map(({ oldStart, oldLines, newStart, newLines }, at): ReadableChange => {
      return { key: keys[index]?.[at] ?? "", oldStart, oldLines, newStart, newLines };
    }),
  );
  const whole = wholeKeys(file, hunks.length > 0);
  if (whole.length === 0) return hunks;
  const [first = [], ...others] = hunks;
  const nowhere = { oldStart: 0, oldLines: 0, newStart: 0, newLines: 0 };
  return [[...whole.map((key) => ({ key, ...nowhere })), ...first], ...others];
}

/** Keys of what concerns the file as a whole: they hold a colon, which a key of lines does not. */
function wholeKeys({ oldPath, oldMode, newMode, oldBlob, newBlob }: BlobChange, hasLines: boolean): readonly string[] {
  const keys: string[] = [];
  // A new plain file and one that is gone have nothing beside their lines; a new program or link has.
  if (oldMode !== newMode && !isNothing(newMode) && !(isNothing(oldMode) && newMode === "100644"))
    keys.push(`mode:${newMode}`);
  if (hasLines) return keys;
  if (oldBlob !== newBlob) keys.push(isNothing(newMode) ? `gone:${oldBlob}` : `file:${newBlob}`);
  else if (oldPath !== undefined) keys.push(`from:${hash("sha256", oldPath).slice(0, 32)}`);
  return keys.length > 0 ? keys : [`file:${newBlob}`];
}

/**
 * Where every line ends as on Windows, without these ends: a checkpoint has the bytes of the folder, another scope those that
 * git would store, and what was read in one of them was read.
 */
function sameLineEnds(patch: Patch): Patch {
  const all = patch.hunks.every(({ lines }) =>
    lines.every(({ text, noNewline }) => noNewline === true || text.endsWith("\r")),
  );
  if (!all || patch.hunks.length === 0) return patch;
  const bare = (line: HunkLine): HunkLine =>
    line.text.endsWith("\r") ? { ...line, text: line.text.slice(0, -1) } : line;
  return { ...patch, hunks: patch.hunks.map((hunk) => ({ ...hunk, lines: hunk.lines.map(bare) })) };
}
