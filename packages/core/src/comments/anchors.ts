import type { CommentAnchor, CommentLines, CommentPlace } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { changedFiles, type FileLines, followLines, type LinePlace, readBlob, type Trees } from "../git/index.ts";
import type { CommentRow, Kept } from "./rows.ts";

/** Lines of a quote on one side of the diff, without their signs. */
function quotedLines({ quote, side }: Pick<CommentAnchor, "quote" | "side">): readonly string[] {
  const other = side === "old" ? "+" : "-";
  return quote
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith(other) && !line.startsWith("\\"))
    .map((line) => line.slice(1).replace(/\r$/, ""));
}

/**
 * Where in a file the quoted lines are: where the person saw them, else the nearest place that has all of them; undefined
 * when there is none. Between the person's look and now the agent may have written, and who looked without white space saw
 * the other version's.
 */
export function findQuote(
  text: string,
  anchor: Pick<CommentAnchor, "quote" | "side" | "lines">,
): CommentLines | undefined {
  const quoted = quotedLines(anchor);
  const content = text.split("\n").map((line) => line.replace(/\r$/, ""));
  return (
    nearest(content, quoted, anchor.lines) ?? nearest(content.map(withoutSpace), quoted.map(withoutSpace), anchor.lines)
  );
}

const withoutSpace = (line: string): string => line.replace(/\s+/g, "");

function nearest(
  content: readonly string[],
  quoted: readonly string[],
  { from, to }: CommentLines,
): CommentLines | undefined {
  const isAt = (start: number): boolean => quoted.every((line, i) => content[start - 1 + i] === line);
  if (quoted.length === 0) return to <= content.length ? { from, to } : undefined;
  let best: number | undefined;
  for (let start = 1; start + quoted.length - 1 <= content.length; start += 1) {
    if (Math.abs(start - from) < Math.abs((best ?? Number.POSITIVE_INFINITY) - from) && isAt(start)) best = start;
  }
  return best === undefined ? undefined : { from: best, to: best + to - from };
}

/** Finds the lines of a new comment in the trees that its scope compares. */
export async function findAnchor(
  cwd: string,
  trees: Trees,
  comment: CommentAnchor,
  signal?: AbortSignal,
): Promise<Kept> {
  const { side, path: shown, lines } = comment;
  const tree = side === "old" ? trees.from : trees.to;
  const path = side === "old" ? await oldPath(cwd, trees, shown, signal) : shown;
  const text = await readBlob(cwd, `${tree}:${path}`).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "git_failed") return undefined;
    throw error;
  });
  const found = text === undefined ? undefined : findQuote(text.toString("utf8"), comment);
  return { tree, path, lines: found ?? lines, exact: found !== undefined };
}

async function oldPath(cwd: string, trees: Trees, path: string, signal?: AbortSignal): Promise<string> {
  const changes = await changedFiles(cwd, trees, signal);
  return changes.find((change) => change.path === path)?.oldPath ?? path;
}

/** Follows kept lines to one tree, with as few looks as there are trees that they were kept in. */
async function followAll(
  cwd: string,
  kept: readonly Kept[],
  tree: string,
  signal?: AbortSignal,
): Promise<readonly LinePlace[]> {
  const places = new Map<Kept, LinePlace>();
  for (const from of new Set(kept.map((one) => one.tree))) {
    const there = kept.filter((one) => one.tree === from);
    const followed: readonly LinePlace[] =
      from === tree
        ? there.map(({ path, lines }) => ({ kind: "moved", path, lines }))
        : await followLines(cwd, { from, to: tree }, there, signal);
    there.forEach((one, i) => places.set(one, followed[i] ?? { kind: "gone" }));
  }
  return kept.map((one) => places.get(one) ?? { kind: "gone" });
}

type Anchored = CommentRow & { readonly anchor: Kept };
const isAnchored = (row: CommentRow): row is Anchored => row.anchor !== undefined;

/** Where comments stand in a scope; one whose lines were never looked for stands where it was made. */
export async function placesIn(
  cwd: string,
  trees: Trees,
  rows: readonly CommentRow[],
  signal?: AbortSignal,
): Promise<readonly CommentPlace[]> {
  const anchored = rows.filter(isAnchored);
  const before = anchored.filter(({ side }) => side === "old");
  const after = anchored.filter(({ side }) => side === "new");
  const changes = before.length === 0 ? [] : await changedFiles(cwd, trees, signal);
  const shownAs = new Map(changes.map(({ path, oldPath: old }) => [old ?? path, path]));
  const inOld = await followAll(cwd, before.map(keptOf), trees.from, signal);
  const kept = new Map(before.map((row, i) => [row.id, inOld[i]]));
  // What the version before does not have as it was is shown where it would be in the one after.
  const left = before.filter((row) => kept.get(row.id)?.kind !== "moved");
  const inNew = await followAll(cwd, [...after, ...left].map(keptOf), trees.to, signal);
  const moved = new Map([...after, ...left].map((row, i) => [row.id, inNew[i]]));
  return rows.map((row): CommentPlace => {
    const commentId = row.id;
    const old = kept.get(row.id);
    if (row.anchor === undefined) {
      const { path, side, lines } = row;
      return { commentId, kind: "lines", path, side, lines, outdated: false };
    }
    if (old?.kind === "moved") {
      const path = shownAs.get(old.path) ?? old.path;
      return { commentId, kind: "lines", path, side: "old", lines: old.lines, outdated: !row.anchor.exact };
    }
    const place = moved.get(row.id);
    if (place === undefined || place.kind === "gone") return { commentId, kind: "gone" };
    const outdated = row.side === "old" || place.kind === "changed" || !row.anchor.exact;
    return { commentId, kind: "lines", path: place.path, side: "new", lines: place.lines, outdated };
  });
}

const keptOf = ({ anchor }: Anchored): Kept => anchor;

/** What the agent is told of a comment's place, and against what its changes are seen: undefined for a file that is gone. */
export interface SentPlace {
  readonly baseline?: Kept;
  readonly outdated: boolean;
  /** Where the lines are now, if they are there. */
  readonly now?: FileLines;
}

/** Looks where the comments' lines are in the files as they are. */
export async function baselinesIn(
  cwd: string,
  tree: string,
  rows: readonly CommentRow[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<CommentRow["id"], SentPlace>> {
  const anchored = rows.filter(isAnchored);
  const places = await followAll(cwd, anchored.map(keptOf), tree, signal);
  return new Map(
    anchored.map((row, i): [CommentRow["id"], SentPlace] => {
      const place = places[i];
      if (place === undefined || place.kind === "gone") return [row.id, { outdated: true }];
      const { path, lines } = place;
      // Where lines were removed, what is put back between their neighbours counts.
      const region = place.kind === "changed" && place.removed ? { from: lines.from, to: lines.to + 1 } : lines;
      const outdated = !row.anchor.exact || (row.side === "new" && place.kind === "changed");
      const now = row.side === "new" && !outdated ? { path, lines } : undefined;
      return [row.id, { baseline: { tree, path, lines: region, exact: true }, outdated, now }];
    }),
  );
}

/** Which of the comments have their lines changed in a tree, against when they were sent. */
export async function changedIn(
  cwd: string,
  tree: string,
  rows: readonly CommentRow[],
  signal?: AbortSignal,
): Promise<ReadonlySet<CommentRow["id"]>> {
  const based = rows.flatMap(({ id, baseline }) => (baseline === undefined ? [] : [{ id, baseline }]));
  const places = await followAll(
    cwd,
    based.map(({ baseline }) => baseline),
    tree,
    signal,
  );
  return new Set(based.flatMap(({ id }, i) => (places[i]?.kind === "moved" ? [] : [id])));
}
