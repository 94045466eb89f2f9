import { isOurs } from "./origin.ts";

/** Scripts only from our own files; styles also inline, as editors and the terminal set them; nothing from a network. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

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

/** Whether a page may load a URL at all: our own files, what it made itself, and the developer tools' pages. */
export function mayLoad(url: string): boolean {
  return isOurs(url) || /^(data|blob|devtools):/.test(url);
}
