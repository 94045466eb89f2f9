import type { DiffFile } from "@flightdeck/contract";
import { type FileDiffMetadata, processFile } from "@pierre/diffs";
import { visibleReturn, visibleText } from "../../ui/visibleText.ts";

/** A file's patch, read and ready to be drawn. `version` grows with each text that is different. */
export interface ReadPatch {
  readonly text: string;
  readonly version: number;
  /** What it is of: the file's version and the way it is told. */
  readonly of: string;
  readonly diff: FileDiffMetadata;
}

/** A file of which no patch is there, or none that has lines. */
export const emptyDiff = (path: string): FileDiffMetadata => ({
  name: path,
  type: "change",
  hunks: [],
  splitLineCount: 0,
  unifiedLineCount: 0,
  isPartial: true,
  additionLines: [],
  deletionLines: [],
  additionCharacterCount: 0,
  deletionCharacterCount: 0,
});

/**
 * The patch with every hidden character spelt out. Line ends of Windows are shown where a file mixes them with others, as
 * after a conversion; where all are alike they say nothing.
 */
export function visiblePatch(patch: string): string {
  const shown = visibleText(patch).replace(/\r(?!\n)/g, visibleReturn);
  if (!shown.includes("\r\n")) return shown;
  const mixed = /^[+\- ].*[^\r\n]\n/m.test(shown.slice(shown.indexOf("\n@@")));
  return shown.replaceAll("\r\n", mixed ? `${visibleReturn}\n` : "\n");
}

/** Reads one file's patch; the one from before stays when nothing changed. */
export function readPatch(path: string, text: string, of: string, before: ReadPatch | undefined): ReadPatch {
  if (before?.text === text) return before.of === of ? before : { ...before, of };
  const version = (before?.version ?? 0) + 1;
  const cacheKey = `${path}\n${version}\n${text.length}\n${checksum(text)}`;
  const diff = processFile(visiblePatch(text), { isGitDiff: true, cacheKey }) ?? emptyDiff(path);
  // A hunk at the very top has nothing hidden above it and would get no room for its head.
  for (const hunk of diff.hunks) hunk.collapsedBefore = Math.max(1, hunk.collapsedBefore);
  // The name decides the language only; the head is ours.
  return { text, version, of, diff: { ...diff, name: path, prevName: undefined } };
}

/** Tells patches apart in the highlighter's cache. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** What a file's head says beside its name: why there are no lines, or what changed besides them. */
export function notesOf(file: DiffFile, patch: ReadPatch | undefined): readonly string[] {
  const notes: string[] = [];
  if (file.kind !== "modified") notes.push(file.kind === "added" ? "new" : file.kind.replace("_", " "));
  if (file.binary) notes.push("binary");
  if (patch === undefined) return notes;
  const { mode, prevMode } = modesOf(patch.text);
  if (mode !== undefined && prevMode !== undefined) notes.push(`mode ${prevMode} → ${mode}`);
  if (patch.diff.hunks.length === 0 && !file.binary) {
    if (file.kind === "added" || file.kind === "deleted") notes.push("empty file");
    else if (file.kind === "renamed" || file.kind === "copied") notes.push("same content");
  }
  return notes;
}

function modesOf(patch: string): { readonly mode?: string; readonly prevMode?: string } {
  const head = patch.slice(0, Math.max(0, patch.indexOf("\n@@")) || undefined);
  return {
    prevMode: /^old mode 100?(\d+)$/m.exec(head)?.[1],
    mode: /^new mode 100?(\d+)$/m.exec(head)?.[1],
  };
}
