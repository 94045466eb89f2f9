import { isAbsolute, join, relative, sep } from "node:path";
import { contextMessage } from "./prompt.ts";
import type { PromptItem } from "./types.ts";

/** One AGENTS.md that applies. */
export interface InstructionFile {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** In a folder the first of them counts: the override is a developer's own and usually not committed. */
const names = ["AGENTS.override.md", "AGENTS.md"] as const;
const budget = 32 << 10;

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

/**
 * The AGENTS.md files that apply in `cwd`: one per folder from the repository's root down, together at most 32 KiB; what
 * goes beyond is cut. `read` gives a file's text, undefined when there is none.
 */
export async function projectInstructions(
  root: string,
  cwd: string,
  read: (path: string) => Promise<string | undefined>,
): Promise<readonly InstructionFile[]> {
  const files: InstructionFile[] = [];
  let room = budget;
  for (const folder of foldersDown(root, cwd)) {
    for (const name of names) {
      const text = (await read(join(folder, name)))?.trim();
      if (text === undefined || text === "") continue;
      if (room === 0) return files;
      const kept = firstBytes(text, room);
      room -= Buffer.byteLength(kept);
      const path = relative(root, join(folder, name)).split(sep).join("/");
      files.push({
        path,
        text: kept.length < text.length ? `${kept}\n[cut: AGENTS.md files have 32 KiB together]` : kept,
      });
      if (kept.length < text.length) room = 0;
      break;
    }
  }
  return files;
}

/** The files as one context message, the root's first; undefined when there is none. */
export function instructionsContext(files: readonly InstructionFile[]): PromptItem | undefined {
  if (files.length === 0) return undefined;
  const sections = files.map(({ path, text }) => `# ${path}\n\n${text}`);
  return contextMessage("project_instructions", sections.join("\n\n"));
}
