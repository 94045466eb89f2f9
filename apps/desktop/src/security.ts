import type { App, Session, WebContents } from "electron";
import { shell } from "electron";
import { allowsPermission, isWebLink, mayDownload, mayLoad } from "./policy.ts";

/** Closes a session to everything but our own files and the few permissions of policy.ts. */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_page, permission, answer, details) => {
    const media = "mediaTypes" in details ? (details.mediaTypes ?? []) : [];
    answer(allowsPermission({ permission, url: details.requestingUrl, media }));
  });
  session.setPermissionCheckHandler((_page, permission, origin, details) => {
    const media = details.mediaType ? [details.mediaType] : [];
    return allowsPermission({ permission, url: origin, media });
  });
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((request, answer) => answer({ cancel: !mayLoad(request.url) }));
  session.on("will-download", (event, item) => {
    if (!mayDownload(item.getURL())) event.preventDefault();
  });
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
