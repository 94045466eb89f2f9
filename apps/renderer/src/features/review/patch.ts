import type { DiffFile } from "@flightdeck/contract";
import { type FileDiffMetadata, processFile } from "@pierre/diffs";
import { generatedWords } from "./folding.ts";
import { visibleReturn, visibleText } from "../../ui/visibleText.ts";

/** A file's patch, read and ready to be drawn. `version` grows with each text that is different. */
export interface ReadPatch {
  readonly text: string;
  readonly version: number;
  /** What it is of: the file's version and the way it is told. */
  readonly of: string;
  readonly diff: FileDiffMetadata;
}

/** At the end of `of` where spaces are ignored. */
export const withoutSpace = " without space";

/** A file of which no patch is there, or none that has lines. It has one side: there is nothing to split. */
export const emptyDiff = (path: string): FileDiffMetadata => ({
  name: path,
  type: "new",
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

/** Of longer lines only the beginning is drawn: no browser is quick with a line of a megabyte. */
const LONGEST = 4000;

/** The text with very long lines cut, each saying how much there is of it. */
export function cutLong(text: string): string {
  let cut = "";
  let done = 0;
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    if (end - start > LONGEST) {
      const more = (end - start - LONGEST).toLocaleString("en");
      cut += `${text.slice(done, start + LONGEST)}\u27e8${more} more characters\u27e9`;
      done = end;
    }
    start = end + 1;
  }
  return done === 0 ? text : cut + text.slice(done);
}

/** The end of one file and the start of another, as git tells a change of type, as hunks of one file. */
function joinParts(text: string): string {
  const [first = "", second] = text.split(/(?<=\n)(?=diff --git )/);
  if (second === undefined) return text;
  const hunks = (part: string): string => (part.includes("\n@@ ") ? part.slice(part.indexOf("\n@@ ") + 1) : "");
  return `diff --git a/x b/x\n--- a/x\n+++ b/x\n${hunks(first)}${hunks(second)}`;
}

/** Reads one file's patch; the one from before stays when nothing changed. */
export function readPatch(path: string, text: string, of: string, before: ReadPatch | undefined): ReadPatch {
  if (before?.text === text) return before.of === of ? before : { ...before, of };
  const version = (before?.version ?? 0) + 1;
  const cacheKey = `${path}\n${version}\n${text.length}\n${checksum(text)}`;
  const diff = processFile(cutLong(visiblePatch(joinParts(text))), { isGitDiff: true, cacheKey }) ?? emptyDiff(path);
  if (diff.hunks.length === 0 && diff.type !== "deleted") diff.type = "new";
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
  const { kind, binary, generated, mode, oldMode } = file;
  const notes: string[] = [];
  if (kind !== "modified") notes.push(kind === "added" ? "new" : kind.replace("_", " "));
  const what = [...new Set([oldMode, mode].flatMap((one) => thing(one) ?? []))].join(" → ");
  if (what !== "" && what !== "file") notes.push(what);
  if (binary) notes.push("binary");
  if (generated !== undefined) notes.push(generatedWords[generated]);
  if (thing(mode) === "file" && thing(oldMode) === "file" && mode !== oldMode)
    notes.push(`mode ${oldMode?.slice(-3)} → ${mode?.slice(-3)}`);
  if (patch === undefined) return notes;
  if (patch.diff.hunks.length > 0) {
    if (patch.text.includes("\r\n", patch.text.indexOf("\n@@"))) notes.push("CRLF");
  } else if (!binary) {
    if (kind === "added" || kind === "deleted") notes.push("empty file");
    else if (kind === "renamed" || kind === "copied") notes.push("same content");
    else if (patch.of.endsWith(withoutSpace) && mode === oldMode) notes.push("spaces only");
  }
  return notes;
}

/** What a mode says a path is; nothing for one that is not there. */
function thing(mode: string | undefined): "file" | "link" | "submodule" | undefined {
  if (mode === "120000") return "link";
  if (mode === "160000") return "submodule";
  return mode?.startsWith("100") === true ? "file" : undefined;
}
