import { createReadStream, existsSync, type Stats, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, normalize, relative, sep } from "node:path";
import { pipeline } from "node:stream";
import { fileURLToPath } from "node:url";
import { pageHeaders, pageTypes } from "@flightdeck/contract";

/** Serves the built renderer. The files hold no data: what does needs the token. */
export function servePages(folder: string): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405);
    const path = pathOf(request);
    const file = path === undefined ? undefined : join(folder, path);
    if (file === undefined || !file.startsWith(folder + sep)) return refuse(response, 404);
    const found = look(file);
    if (!found?.isFile()) return refuse(response, 404);
    response.writeHead(200, {
      "content-type": pageTypes[extname(file)] ?? "application/octet-stream",
      "content-length": found.size,
      // Built files carry a hash of their content in their names; the page that names them does not.
      "cache-control": path?.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-store",
      ...pageHeaders(relative(folder, file).split(sep).join("/")),
    });
    if (request.method === "HEAD") response.end();
    else pipeline(createReadStream(file), response, () => undefined); // a page that left, a build that replaced the file
  };
}

function pathOf(request: IncomingMessage): string | undefined {
  try {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    return path === "/" || path === "\\" ? "/index.html" : path;
  } catch {
    return undefined; // not a path at all
  }
}

function look(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined; // nothing there, or a name that no file can have
  }
}

function refuse(response: ServerResponse, status: number): void {
  response
    .writeHead(status, { "content-type": "text/plain; charset=utf-8" })
    .end(status === 404 ? "not found\n" : "not allowed\n");
}

/** The built renderer: beside the host's bundle in a package, in its own folder in the checkout. */
export function rendererFolder(): string {
  const places = ["../renderer", "../../renderer/dist"].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return places.find((place) => existsSync(join(place, "index.html"))) ?? places[1] ?? "";
}
