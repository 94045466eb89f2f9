import { isOurs } from "./origin.ts";

export interface PermissionAsk {
  readonly permission: string;
  readonly url: string | undefined;
  /** What "media" is to record: audio, video. A screen is neither. */
  readonly media: readonly string[];
}

/** Our own page may have the microphone, for dictation, show notifications, and copy on a click. Nothing else, and no other page. */
export function allowsPermission({ permission, url, media }: PermissionAsk): boolean {
  if (!isOurs(url)) return false;
  if (permission === "media") return media.length > 0 && media.every((kind) => kind === "audio");
  return permission === "notifications" || permission === "clipboard-sanitized-write";
}

/** Whether a link may leave for the system's browser. */
export function isWebLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return (protocol === "https:" || protocol === "http:") && username === "" && password === "";
}

/** Whether something may become a file of the person's: only what our own page made itself, an exported thread. */
export const mayDownload = (url: string): boolean => url.startsWith("blob:") && isOurs(url.slice("blob:".length));

/** Whether a page may load a URL at all: our own files, what it made itself, and the developer tools' pages. */
export function mayLoad(url: string): boolean {
  return isOurs(url) || /^(data|blob|devtools):/.test(url);
}
