import { findLines } from "./findLines.ts";
import type { Chunk } from "./parsePatch.ts";
import { formatText, lineEndOf, parseText, type TextLine } from "./textFile.ts";

export type ChunkResult =
  | { readonly ok: true; readonly content: string }
  | { readonly ok: false; readonly reason: string };

interface Replacement {
  readonly at: number;
  readonly removed: number;
  readonly lines: readonly TextLine[];
}

/** The content after all chunks, each found after the one before it; or why one of them could not be placed. */
export function applyChunks(path: string, content: string, chunks: readonly Chunk[]): ChunkResult {
  const file = parseText(content);
  const texts = file.lines.map(({ text }) => text);
  const end = lineEndOf(file);
  const replacements: Replacement[] = [];
  let from = 0;
  for (const chunk of chunks) {
    for (const context of chunk.contexts) {
      const at = findLines(texts, [context], from);
      if (at === undefined) return notFound(path, [context], from);
      from = at + 1;
    }
    const place = placeOf(texts, chunk, from);
    if (place === undefined) return notFound(path, oldLines(chunk), from);
    replacements.push({ at: place.at, removed: place.removed, lines: newLines(chunk, file.lines, place, end) });
    from = place.at + place.removed;
  }
  const lines = [...file.lines];
  for (const { at, removed, lines: replacement } of replacements.toReversed())
    lines.splice(at, removed, ...replacement);
  // A file that a patch touched ends with a line end.
  const finished = lines.map((line): TextLine => (line.end === "" ? { text: line.text, end } : line));
  return { ok: true, content: formatText({ mark: file.mark, lines: finished }) };
}

interface Place {
  readonly at: number;
  readonly removed: number;
  /** The chunk's last old line is a blank one that the file does not have. */
  readonly withoutLastBlank: boolean;
}

const oldLines = (chunk: Chunk): readonly string[] =>
  chunk.lines.filter(({ kind }) => kind !== "add").map(({ text }) => text);

function placeOf(texts: readonly string[], chunk: Chunk, from: number): Place | undefined {
  const old = oldLines(chunk);
  if (old.length === 0) {
    // Only new lines: after the context they name, else at the end of the file.
    const at = chunk.contexts.length > 0 && !chunk.endOfFile ? from : texts.length;
    return { at, removed: 0, withoutLastBlank: false };
  }
  const options = { atEnd: chunk.endOfFile };
  const at = findLines(texts, old, from, options);
  if (at !== undefined) return { at, removed: old.length, withoutLastBlank: false };
  if (old.length < 2 || old.at(-1) !== "") return undefined;
  const shorter = findLines(texts, old.slice(0, -1), from, options);
  return shorter === undefined ? undefined : { at: shorter, removed: old.length - 1, withoutLastBlank: true };
}

/** The chunk's new lines. Kept ones stay as the file has them, however loosely they were found. */
function newLines(chunk: Chunk, lines: readonly TextLine[], place: Place, end: TextLine["end"]): readonly TextLine[] {
  const dropped = place.withoutLastBlank ? chunk.lines.findLastIndex(({ kind }) => kind !== "add") : -1;
  const result: TextLine[] = [];
  let at = place.at;
  chunk.lines.forEach(({ kind, text }, index) => {
    if (index === dropped) return;
    if (kind === "add") result.push({ text: end === "\r\n" ? text.replace(/\r$/, "") : text, end });
    else {
      const kept = lines[at];
      if (kind === "keep" && kept !== undefined) result.push(kept);
      at += 1;
    }
  });
  return result;
}

function notFound(path: string, wanted: readonly string[], from: number): ChunkResult {
  const after = from > 0 ? ` after line ${from}` : "";
  const shown = wanted.slice(0, 40).map((line) => `  ${line}`);
  if (wanted.length > shown.length) shown.push(`  … and ${wanted.length - shown.length} more lines`);
  return { ok: false, reason: `${path} does not have these lines${after}:\n${shown.join("\n")}` };
}
