import type { ShellWindow } from "@flightdeck/contract";

/** The renderer's origin. Its files are served by the shell; no other page can be loaded. */
export const appOrigin = "app://flightdeck";
export const appUrl = `${appOrigin}/index.html`;

/**
 * The address of a window's page: what it is there for, and an id under which it keeps its arrangement. The first window
 * has none: it goes on where the last start ended.
 */
export function pageOf({ id, threadId, alone = false }: Partial<ShellWindow> & { readonly id?: string }): string {
  const query = new URLSearchParams();
  if (id !== undefined) query.set("window", id);
  if (threadId !== undefined) query.set("thread", threadId);
  if (alone) query.set("alone", "1");
  return query.size === 0 ? appUrl : `${appUrl}?${query.toString()}`;
}

/** Whether a URL is in the renderer's origin. `app:` has no ports, so the prefix with its slash decides. */
export function isOurs(url: string | undefined): boolean {
  return url !== undefined && (url === appOrigin || url.startsWith(`${appOrigin}/`));
}
