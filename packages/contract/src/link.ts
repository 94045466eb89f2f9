import type { ShellDraft } from "./shell.ts";

/** Why a link is not followed. */
export type LinkRefusal =
  /** It is none that is known, or asks for more than one may. */
  | "unknown"
  | "too_long"
  | "hidden_characters"
  /** It names no thread. */
  | "thread"
  /** Its folder is none that can be opened here. */
  | "path";

/** Characters that a link may have as a whole. */
export const LINK_LIMIT = 20_000;
const LIMIT = { prompt: 8_000, path: 4_096 } as const;

/**
 * Whether nobody could see all of a text: it has controls, marks that turn its direction, or characters that are not drawn.
 * Those that join and colour others (emoji, many scripts) are fine.
 */
export const hidesCharacters = (text: string): boolean =>
  /[^\P{Cc}\n\t]|\p{Bidi_Control}|[\u2028\u2029\ufff9-\ufffb]/u.test(text) ||
  /(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}/u.test(text);

/** Reads the names and values of a link that proposes a thread; each may be there once, and no other. */
export function readLinkDraft(query: Iterable<readonly [string, string]>): ShellDraft | LinkRefusal {
  const given = [...query];
  const named = new Map(given);
  if (named.size < given.length || given.some(([name]) => name !== "prompt" && name !== "path")) return "unknown";
  const prompt = (named.get("prompt") ?? "").replace(/\r\n?/g, "\n");
  const path = named.get("path") ?? "";
  if (prompt.length > LIMIT.prompt || path.length > LIMIT.path) return "too_long";
  if (hidesCharacters(prompt) || hidesCharacters(path) || /[\n\t]/.test(path)) return "hidden_characters";
  return { ...(prompt === "" ? {} : { prompt }), ...(path === "" ? {} : { path }) };
}
