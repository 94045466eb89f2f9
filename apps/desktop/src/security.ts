import type { App, Session, WebContents } from "electron";
import { shell } from "electron";
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

/** What a page may be given: the microphone for dictation, notifications, and copying on a click. */
const permissions: readonly string[] = ["media", "notifications", "clipboard-sanitized-write"];

export interface PermissionAsk {
  readonly permission: string;
  readonly url: string | undefined;
  readonly media: readonly string[];
}

/** Whether our own page may have a permission. Anyone else's, and every other permission, may not. */
export function allowsPermission({ permission, url, media }: PermissionAsk): boolean {
  return isOurs(url) && permissions.includes(permission) && media.every((kind) => kind === "audio");
}

/** Whether a link may leave for the system's browser. */
export function isWebLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return (protocol === "https:" || protocol === "http:") && username === "" && password === "";
}

/** Closes a session to everything but our own files and the permissions above. */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_page, permission, answer, details) => {
    const media = "mediaTypes" in details ? (details.mediaTypes ?? []) : [];
    answer(allowsPermission({ permission, url: details.requestingUrl, media }));
  });
  session.setPermissionCheckHandler((_page, permission, origin, details) => {
    const media = details.mediaType && details.mediaType !== "unknown" ? [details.mediaType] : [];
    return allowsPermission({ permission, url: origin, media });
  });
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((request, answer) => answer({ cancel: !mayLoad(request.url) }));
  session.on("will-download", (event) => event.preventDefault());
}

function mayLoad(url: string): boolean {
  return isOurs(url) || /^(data|blob|devtools):/.test(url);
}

/** Applies to every page there will ever be: it stays where it is, opens nothing and embeds nothing. */
export function hardenPages(app: App): void {
  app.on("web-contents-created", (_event, page) => hardenPage(page));
}

function hardenPage(page: WebContents): void {
  page.setWindowOpenHandler(({ url }) => {
    if (isWebLink(url)) void shell.openExternal(url);
    return { action: "deny" };
  });
  page.on("will-navigate", (event) => {
    event.preventDefault();
    if (isWebLink(event.url)) void shell.openExternal(event.url);
  });
  page.on("will-redirect", (event) => event.preventDefault());
  page.on("will-attach-webview", (event) => event.preventDefault());
}
