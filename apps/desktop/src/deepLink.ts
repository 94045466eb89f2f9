import { posix, win32 } from "node:path";
import { type ShellDraft, ThreadId } from "@flightdeck/contract";

/** What a `flightdeck:` link asks for. It can come from any web page, so it only ever shows something. */
export type DeepLink =
  | { readonly to: "thread"; readonly threadId: ThreadId }
  | { readonly to: "new"; readonly draft: ShellDraft };

export const linkScheme = "flightdeck";
const limits = { link: 20_000, prompt: 8_000, path: 4_096 } as const;

/** Reads `flightdeck://thread/<id>` and `flightdeck://new?prompt=&path=`; null for anything else, however near. */
export function parseDeepLink(text: string, platform: NodeJS.Platform): DeepLink | null {
  if (text.length > limits.link || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== `${linkScheme}:` || url.username || url.password || url.port || url.hash) return null;
  switch (url.host) {
    case "thread":
      return url.search === "" ? threadLink(url.pathname) : null;
    case "new":
      return url.pathname === "" || url.pathname === "/" ? draftLink(url.searchParams, platform) : null;
    default:
      return null;
  }
}

/** The link among a command line's arguments, as Windows and Linux pass it. */
export function deepLinkIn(argv: readonly string[], platform: NodeJS.Platform): DeepLink | null {
  const text = argv.find((argument) => argument.startsWith(`${linkScheme}://`));
  return text === undefined ? null : parseDeepLink(text, platform);
}

function threadLink(pathname: string): DeepLink | null {
  const id = ThreadId.safeParse(pathname.slice(1));
  return id.success ? { to: "thread", threadId: id.data } : null;
}

function draftLink(query: URLSearchParams, platform: NodeJS.Platform): DeepLink | null {
  const names = [...query.keys()];
  if (names.some((name) => name !== "prompt" && name !== "path") || new Set(names).size < names.length) return null;
  const prompt = query.get("prompt");
  const path = query.get("path");
  if (prompt !== null && !isPrompt(prompt)) return null;
  if (path !== null && !isLocalPath(path, platform)) return null;
  return { to: "new", draft: { ...(prompt ? { prompt } : {}), ...(path ? { path } : {}) } };
}

/** Text a person can see all of: no control or direction characters that would hide a part of it. */
function isPrompt(text: string): boolean {
  return text.length <= limits.prompt && !/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u.test(text);
}

/** An absolute path on this machine. A Windows share is refused: opening it would send the person's password hash. */
function isLocalPath(path: string, platform: NodeJS.Platform): boolean {
  if (path === "") return true;
  if (path.length > limits.path || /\p{Cc}/u.test(path)) return false;
  if (platform === "win32") return win32.isAbsolute(path) && /^[A-Za-z]:[\\/]/.test(path);
  return posix.isAbsolute(path) && !path.startsWith("//");
}
