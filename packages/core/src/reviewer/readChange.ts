import type { FindingLines, TurnError, UnreadFile } from "@flightdeck/contract";
import { patchesOf, type Trees } from "../git/index.ts";
import type { Answer, PreviousStatus, Reported } from "./answer.ts";
import { askReviewer, type ReviewerModel } from "./ask.ts";
import { briefText, type EarlierFinding } from "./brief.ts";
import { type ChangedFile, type Piece, partsOf, piecesOf } from "./pieces.ts";
import { changedPlaces } from "./places.ts";
import { readRules } from "./rules.ts";

/** A part of the change may take this share of the model's window; the rest is for looking around. */
const share = 0.35;
const charactersPerToken = 3;
/** No part is larger: what stands far apart is read with less care. */
const largestPart = 160_000;
/** So many parts of a change are read; the files beyond are told as not read. */
const mostParts = 8;
/** Files are cut into pieces of this share of a part at most, so that parts are filled well. */
const pieceShare = 0.125;
/** Files of one call of git. */
const filesAtOnce = 100;

export interface ChangeToRead {
  /** The worktree's root. */
  readonly root: string;
  readonly trees: Trees;
  /** All that differs between them. */
  readonly files: readonly ChangedFile[];
  /** "Branch against main". */
  readonly scope: string;
  readonly wishes: string;
  readonly earlier: readonly EarlierFinding[];
  readonly mark: string;
  /** Tells how far it is, before each part. */
  readonly onPart: (progress: { readonly part: number; readonly parts: number; readonly files: number }) => void;
}

/** A finding with its place looked up. */
export interface Found extends Omit<Reported, "path" | "side" | "start_line" | "end_line"> {
  readonly lines: FindingLines;
  /** Why it points outside of the diff. */
  readonly outside?: string;
}

export interface ReadChange {
  readonly outcome: "completed" | "failed" | "interrupted";
  readonly error?: TurnError;
  readonly found: readonly Found[];
  /** What the reviewer says of earlier findings, by their ids. */
  readonly previous: ReadonlyMap<string, PreviousStatus>;
  /** The files whose change was read whole. */
  readonly read: readonly string[];
  readonly unread: readonly UnreadFile[];
  readonly summary: string;
}

/**
 * Lets the reviewer read what differs between two trees, part by part. What could not be read is told, and what was found
 * until something failed is kept. Rejects with what git rejects with.
 */
export async function readChange(
  change: ChangeToRead,
  reviewer: ReviewerModel,
  signal: AbortSignal,
): Promise<ReadChange> {
  const { root, trees, files, earlier } = change;
  const places = changedPlaces(root, files);
  const room = Math.min(largestPart, Math.floor(reviewer.window.size * share * charactersPerToken));
  const { parts, unread } = await cutIntoParts({ root, trees, files, room, learn: places.add }, signal);
  const rules = await readRules(
    root,
    trees.from,
    files.map(({ path }) => path),
    signal,
  );

  const found: Found[] = [];
  const previous = new Map<string, PreviousStatus>();
  const summaries: string[] = [];
  const failed = new Set<string>();
  const read = new Set<string>();
  let failure: Pick<ReadChange, "outcome" | "error"> = { outcome: "completed" };
  for (const [index, pieces] of parts.entries()) {
    const part = index + 1;
    change.onPart({ part, parts: parts.length, files: new Set(parts.flat().map(({ path }) => path)).size });
    const text = briefText({
      ...change,
      part,
      parts: parts.length,
      pieces,
      rules,
      unread: unread.map(({ path }) => path),
      earlier: earlierIn(earlier, pieces, index === 0, files),
    });
    const asked = await askReviewer(reviewer, text, signal);
    if (asked.type !== "answer") {
      for (const { path } of parts.slice(index).flat()) failed.add(path);
      failure = asked.type === "failed" ? { outcome: "failed", error: asked.error } : { outcome: "interrupted" };
      break;
    }
    for (const { path } of pieces) read.add(path);
    found.push(...asked.answer.findings.map((reported) => placed(reported, places)));
    takePrevious(previous, asked.answer);
    if (asked.answer.summary !== "") summaries.push(asked.answer.summary);
  }
  return {
    ...failure,
    found: withoutRepeats(found),
    previous,
    read: [...read].filter((path) => !failed.has(path)),
    unread: [...unread, ...[...failed].map((path) => ({ path, why: "failed" as const }))],
    summary: summaries.join("\n\n"),
  };
}

/** The parts that are read, and the files that are in none. */
async function cutIntoParts(
  given: {
    readonly root: string;
    readonly trees: Trees;
    readonly files: readonly ChangedFile[];
    readonly room: number;
    readonly learn: (path: string, patch: string) => void;
  },
  signal: AbortSignal,
): Promise<{ readonly parts: readonly (readonly Piece[])[]; readonly unread: readonly UnreadFile[] }> {
  const { root, trees, files, room, learn } = given;
  const unread: UnreadFile[] = [];
  const wanted: ChangedFile[] = [];
  for (const file of files) {
    if (file.binary) unread.push({ path: file.path, why: "binary" });
    else if (file.generated !== undefined)
      unread.push({ path: file.path, why: file.generated === "lock" ? "lock" : "generated" });
    else wanted.push(file);
  }
  // Where there is no room for all, more files are read when the small ones go first.
  const bySize = wanted.toSorted((a, b) => a.additions + a.deletions - b.additions - b.deletions);
  const chosen = new Map<string, readonly Piece[]>();
  // What a part leaves empty is less than a piece.
  let left = mostParts * Math.floor(room * (1 - pieceShare));
  for (let at = 0; at < bySize.length; at += filesAtOnce) {
    const some = bySize.slice(at, at + filesAtOnce);
    // A line has some characters at least: what is surely too much is not even fetched.
    const asked = some.filter(({ additions, deletions }) => (additions + deletions) * 4 <= left);
    const paths = asked.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [path, oldPath]));
    const patches = paths.length === 0 ? [] : await patchesOf(root, trees, paths, {}, signal);
    const byPath = new Map(patches.map(({ path, patch }) => [path, patch]));
    for (const file of some) {
      const patch = byPath.get(file.path);
      if (patch === undefined) {
        unread.push({ path: file.path, why: "room" });
        continue;
      }
      learn(file.path, patch);
      const pieces = piecesOf(file, patch, Math.ceil(room * pieceShare));
      const size = pieces.reduce((sum, { text }) => sum + text.length, 0);
      if (size > left) {
        unread.push({ path: file.path, why: "room" });
        continue;
      }
      left -= size;
      chosen.set(file.path, pieces);
    }
  }
  const inOrder = wanted.flatMap(({ path }) => chosen.get(path) ?? []);
  return { parts: partsOf(inOrder, room), unread };
}

/** What was found before goes with the part that has its file; what has no part any more, with the first. */
function earlierIn(
  earlier: readonly EarlierFinding[],
  pieces: readonly Piece[],
  first: boolean,
  files: readonly ChangedFile[],
): readonly EarlierFinding[] {
  const here = new Set(pieces.map(({ path }) => path));
  const changed = new Set(files.map(({ path }) => path));
  return earlier.filter(({ lines: { path } }) => here.has(path) || (first && !changed.has(path))).slice(0, 100);
}

function placed(
  { path, side, start_line: startLine, end_line: endLine, ...words }: Reported,
  places: Pick<ReturnType<typeof changedPlaces>, "find">,
): Found {
  return { ...words, ...places.find({ path, side, startLine, endLine }) };
}

/** A finding is still there when any part saw it. */
function takePrevious(previous: Map<string, PreviousStatus>, { previous: told }: Answer): void {
  for (const { id, status } of told) if (previous.get(id) !== "still_there") previous.set(id, status);
}

function withoutRepeats(found: readonly Found[]): readonly Found[] {
  const seen = new Set<string>();
  return found.filter(({ title, lines: { path, side, startLine } }) => {
    const key = JSON.stringify([path, side, startLine, title.toLowerCase()]);
    return !seen.has(key) && seen.add(key);
  });
}
