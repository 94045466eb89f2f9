/**
 * What the app's page may load, whoever serves it: scripts from its own files alone; styles also inline, as editors,
 * terminals and virtual lists set them; nothing from a network but its own host.
 */
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
  // Its own files alone, of which but the diagrams' page lets itself be shown so.
  "frame-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * The page that draws diagrams, shown in a frame of the app's page. What a model wrote is read there and nowhere else: it
 * has an origin of its own, no network and no way to the page around it but messages.
 */
export const diagramPage = "diagram.html";
const diagramPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "sandbox allow-scripts",
].join("; ");

/** The headers that say what a file of the page may do, by its path below the page's folder. */
export function pageHeaders(path: string): Readonly<Record<string, string>> {
  const own = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
  };
  if (path === diagramPage) return { ...own, "content-security-policy": diagramPolicy };
  // Scripts hold no data, and the diagrams' page, whose origin is none, has to load some.
  const script = /^assets\/[^/]+\.js$/.test(path);
  return {
    ...own,
    "content-security-policy": contentSecurityPolicy,
    "cross-origin-resource-policy": script ? "cross-origin" : "same-origin",
    ...(script ? { "access-control-allow-origin": "*" } : {}),
  };
}

/** The types of the page's files, by the end of their names. A file that has none of these is not the page's. */
export const pageTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".wasm": "application/wasm",
  ".wav": "audio/wav",
  ".webmanifest": "application/manifest+json",
};
