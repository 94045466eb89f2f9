import { type ShellDraft, ThreadId } from "@flightdeck/contract";

/** What a link asks of the window. It only ever shows something: a draft is read and sent by the person alone. */
export type Link =
  | { readonly to: "thread"; readonly threadId: ThreadId }
  | { readonly to: "new"; readonly draft: ShellDraft };

/** The link that leads back to a thread: the system's where the shell follows it, else the page's own address. */
export function linkTo(
  threadId: ThreadId,
  shell: boolean,
  { origin, pathname }: Pick<Location, "origin" | "pathname">,
) {
  return shell ? `flightdeck://thread/${threadId}` : `${origin}${pathname}#thread=${threadId}`;
}

const LIMIT = { prompt: 8_000, path: 4_096 } as const;

/**
 * Reads the part of a page's address behind the #, as a browser has it in place of the shell's `flightdeck:` links:
 * `#thread=ID`, `#new&prompt=&path=`.
 */
export function linkIn(hash: string): Link | undefined {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  if (query.has("thread")) {
    const threadId = ThreadId.safeParse(query.get("thread")).data;
    return threadId && { to: "thread", threadId };
  }
  if (!query.has("new")) return undefined;
  const prompt = query.get("prompt") ?? "";
  const path = query.get("path") ?? "";
  // Text a person can see all of: no character that would hide a part of it.
  if (prompt.length > LIMIT.prompt || /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u.test(prompt)) return undefined;
  if (path.length > LIMIT.path || /\p{Cc}/u.test(path)) return undefined;
  return { to: "new", draft: { ...(prompt === "" ? {} : { prompt }), ...(path === "" ? {} : { path }) } };
}
