import { posix, win32 } from "node:path";
import { LINK_LIMIT, type LinkRefusal, readLinkDraft, type ShellDraft, ThreadId } from "@flightdeck/contract";

/** What a `flightdeck:` link asks for. It can come from any web page, so it only ever shows something. */
export type DeepLink =
  | { readonly to: "thread"; readonly threadId: ThreadId }
  | { readonly to: "new"; readonly draft: ShellDraft }
  | { readonly to: "nothing"; readonly why: LinkRefusal };

export const linkScheme = "flightdeck";

/** Reads `flightdeck://thread/<id>` and `flightdeck://new?prompt=&path=`; anything else, however near, leads to nothing. */
export function parseDeepLink(text: string, platform: NodeJS.Platform): DeepLink {
  if (text.length > LINK_LIMIT) return refused("too_long");
  if (!URL.canParse(text)) return refused("unknown");
  const url = new URL(text);
  if (url.protocol !== `${linkScheme}:` || url.username || url.password || url.port || url.hash)
    return refused("unknown");
  switch (url.host) {
    case "thread":
      return url.search === "" ? threadLink(url.pathname) : refused("unknown");
    case "new":
      return url.pathname === "" || url.pathname === "/" ? draftLink(url.searchParams, platform) : refused("unknown");
    default:
      return refused("unknown");
  }
}

/** The link among a command line's arguments, as Windows and Linux pass it; null without one. */
export function deepLinkIn(argv: readonly string[], platform: NodeJS.Platform): DeepLink | null {
  const text = argv.find((argument) => argument.startsWith(`${linkScheme}://`));
  return text === undefined ? null : parseDeepLink(text, platform);
}

const refused = (why: LinkRefusal): DeepLink => ({ to: "nothing", why });

function threadLink(pathname: string): DeepLink {
  const id = ThreadId.safeParse(pathname.slice(1));
  return id.success ? { to: "thread", threadId: id.data } : refused("thread");
}

function draftLink(query: URLSearchParams, platform: NodeJS.Platform): DeepLink {
  const draft = readLinkDraft(query);
  if (typeof draft === "string") return refused(draft);
  if (draft.path !== undefined && !isLocalPath(draft.path, platform)) return refused("path");
  return { to: "new", draft };
}

/** An absolute path on this machine. A Windows share is refused: opening it would send the person's password hash. */
function isLocalPath(path: string, platform: NodeJS.Platform): boolean {
  if (platform === "win32") return win32.isAbsolute(path) && /^[A-Za-z]:[\\/]/.test(path);
  return posix.isAbsolute(path) && !path.startsWith("//");
}
