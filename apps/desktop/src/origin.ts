/** The renderer's origin. Its files are served by the shell; no other page can be loaded. */
export const appOrigin = "app://flightdeck";
export const appUrl = `${appOrigin}/index.html`;

/** Whether a URL is in the renderer's origin. `app:` has no ports, so the prefix with its slash decides. */
export function isOurs(url: string | undefined): boolean {
  return url !== undefined && (url === appOrigin || url.startsWith(`${appOrigin}/`));
}
