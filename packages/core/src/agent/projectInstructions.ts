import { isAbsolute, join, relative, sep } from "node:path";
import { contextMessage } from "./prompt.ts";
import { told } from "./told.ts";
import type { PromptItem } from "./types.ts";

/** One AGENTS.md that applies. */
export interface InstructionFile {
  /** Relative to the repository's root, with forward slashes; the person's own file by its whole path. */
  readonly path: string;
  readonly text: string;
}

/** In a folder the first of them counts: the override is a developer's own and usually not committed. */
const names = ["AGENTS.override.md", "AGENTS.md"] as const;
const budget = 32 << 10;
const tag = "project_instructions";

/** The folders from the root down to `cwd`; `cwd` alone when it is not inside. */
function foldersDown(root: string, cwd: string): readonly string[] {
  const path = relative(root, cwd);
  if (path === "") return [root];
  if (isAbsolute(path) || path.split(sep)[0] === "..") return [cwd];
  return path.split(sep).reduce((folders, name) => [...folders, join(folders.at(-1) ?? root, name)], [root]);
}

/** The longest beginning of a text that fits into so many bytes, never half a character. */
function firstBytes(text: string, bytes: number): string {
  const encoded = Buffer.from(text, "utf8");
  if (encoded.length <= bytes) return text;
  let end = bytes;
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return encoded.subarray(0, end).toString("utf8");
}

/** Gives a file's text, undefined when there is none. */
type Read = (path: string) => Promise<string | undefined>;

export interface InstructionPlaces {
  readonly root: string;
  readonly cwd: string;
  /** Names looked for behind AGENTS.override.md and AGENTS.md. */
  readonly fallbacks?: readonly string[];
  /** The person's own file, for all repositories: it comes first. */
  readonly personal?: { readonly path: string; readonly read: Read };
}

/**
 * The AGENTS.md files that apply in `cwd`: the person's own, then one per folder from the repository's root down,
 * together at most 32 KiB; what goes beyond is cut.
 */
export async function projectInstructions(
  { root, cwd, fallbacks = [], personal }: InstructionPlaces,
  read: Read,
): Promise<readonly InstructionFile[]> {
  // A name is a name: a path would read outside of the folder that it is looked for in.
  const looked = [...names, ...fallbacks.filter((name) => !/[/\\]/.test(name) && name !== ".." && name !== ".")];
  const candidates = [
    ...(personal === undefined ? [] : [{ paths: [personal.path], read: personal.read, shown: (path: string) => path }]),
    ...foldersDown(root, cwd).map((folder) => ({
      paths: looked.map((name) => join(folder, name)),
      read,
      shown: (path: string) => relative(root, path).split(sep).join("/"),
    })),
  ];
  const files: InstructionFile[] = [];
  let room = budget;
  for (const candidate of candidates) {
    for (const path of candidate.paths) {
      const text = (await candidate.read(path))?.trim();
      if (text === undefined || text === "") continue;
      if (room === 0) return files;
      const kept = firstBytes(text, room);
      room -= Buffer.byteLength(kept);
      const cut = kept.length < text.length;
      files.push({
        path: candidate.shown(path),
        text: cut ? `${kept}\n[cut: AGENTS.md files have 32 KiB together]` : kept,
      });
      if (cut) room = 0;
      break;
    }
  }
  return files;
}

/** A file's text cannot end its own frame, nor begin another one's. */
const framed = ({ path, text }: InstructionFile): string =>
  `<file path=${JSON.stringify(path)}>\n${text.replace(/<(?=\/?(?:file|removed|project_instructions)\b)/g, "&lt;")}\n</file>`;

/** The files that the model knows, framed, by their paths. */
function known(prompt: readonly PromptItem[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const text of told(prompt, tag)) {
    for (const [frame, path] of text.matchAll(/^<file path=("(?:[^"\\]|\\.)*")>\n[^]*?\n<\/file>$/gm))
      if (path !== undefined) files.set(path, frame);
    for (const [, path] of text.matchAll(/^<removed path=("(?:[^"\\]|\\.)*")\/>$/gm))
      if (path !== undefined) files.delete(path);
  }
  return files;
}

/**
 * What is new of the files, as one context message: all of them at first, the outermost first; then those that are new,
 * that read differently, and that are gone.
 */
export function instructionsNews(
  prompt: readonly PromptItem[],
  files: readonly InstructionFile[],
): PromptItem | undefined {
  const before = known(prompt);
  const now = new Map(files.map((file) => [JSON.stringify(file.path), framed(file)]));
  const changed = [...now].flatMap(([path, frame]) => (before.get(path) === frame ? [] : [frame]));
  const gone = [...before.keys()].filter((path) => !now.has(path)).map((path) => `<removed path=${path}/>`);
  if (changed.length + gone.length === 0) return undefined;
  const note = before.size === 0 ? [] : ["These files changed; what is said here replaces what they said before."];
  return contextMessage(tag, [...note, ...changed, ...gone].join("\n\n"));
}
