import { LINK_LIMIT, type LinkRefusal, readLinkDraft, type ShellDraft, ThreadId } from "@flightdeck/contract";

/** What a link asks of the window. It only ever shows something: a draft is read and sent by the person alone. */
export type Link =
  | { readonly to: "thread"; readonly threadId: ThreadId }
  | { readonly to: "new"; readonly draft: ShellDraft }
  | { readonly to: "nothing"; readonly why: LinkRefusal };

/** The link that leads back to a thread: the system's where the shell follows it, else the page's own address. */
export function linkTo(
  threadId: ThreadId,
  shell: boolean,
  { origin, pathname }: Pick<Location, "origin" | "pathname">,
) {
  return shell ? `flightdeck://thread/${threadId}` : `${origin}${pathname}#thread=${threadId}`;
}

/** Why a link was not followed, in words that repeat nothing of it. */
export const refusalWords: Readonly<Record<LinkRefusal, string>> = {
  unknown: "It asks for something that links cannot do. They show a thread, or propose one with a prompt and a folder.",
  too_long: "It is too long. A link proposes at most 8,000 characters; give the agent a file for more.",
  hidden_characters: "It has characters that nobody can see, so it may say something else than it seems to.",
  thread: "It does not name a thread.",
  path: "Its folder is not a full path on this machine.",
};

/**
 * Reads the part of a page's address behind the #, as a browser has it in place of the shell's `flightdeck:` links:
 * `#thread=ID`, `#new&prompt=&path=`.
 */
export function linkIn(hash: string): Link | undefined {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  if (query.has("thread")) {
    const threadId = ThreadId.safeParse(query.get("thread")).data;
    return threadId === undefined ? { to: "nothing", why: "thread" } : { to: "thread", threadId };
  }
  if (!query.has("new")) return undefined;
  if (hash.length > LINK_LIMIT) return { to: "nothing", why: "too_long" };
  // The key of the host stands in the address too.
  for (const name of ["new", "token"]) query.delete(name);
  const draft = readLinkDraft(query);
  return typeof draft === "string" ? { to: "nothing", why: draft } : { to: "new", draft };
}
