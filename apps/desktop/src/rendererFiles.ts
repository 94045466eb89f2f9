import { readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { pageHeaders, pageTypes } from "@flightdeck/contract";
import { appOrigin } from "./origin.ts";

/** Answers one request with a file below `root`, never with one outside. */
export async function respond(request: { url: string; method: string }, root: string): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") return plain(405, "Only GET");
  const path = pathIn(request.url);
  if (path === null) return plain(400, "No such address");
  const type = pageTypes[extname(path)];
  if (!type) return plain(404, "Not found");
  try {
    const body = await readFile(join(root, path));
    return new Response(request.method === "HEAD" ? null : body, {
      headers: { ...pageHeaders(path.split(sep).join("/")), "cache-control": "no-cache", "content-type": type },
    });
  } catch {
    return plain(404, "Not found");
  }
}

/** The relative path a URL asks for, or null where it is not one of ours or tries to leave the folder. */
export function pathIn(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol: scheme, host, pathname } = new URL(url);
  if (`${scheme}//${host}` !== appOrigin) return null;
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (/[\0\\:]/.test(path)) return null;
  const parts = path.split("/").filter((part) => part !== "");
  if (parts.some((part) => part.startsWith("."))) return null;
  return parts.length === 0 ? "index.html" : parts.join(sep);
}

function plain(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { ...pageHeaders(""), "cache-control": "no-cache", "content-type": "text/plain; charset=utf-8" },
  });
}
