import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Hosts by which a loopback server may be named; anything else is a page that rebinds its own name to this machine. */
const loopbackNames = new Set(["127.0.0.1", "localhost", "[::1]"]);

const nameOf = (host: string): string => host.replace(/:\d+$/, "");

/** Whether the request names this machine as its host. */
export function hasLocalHost(request: IncomingMessage): boolean {
  return loopbackNames.has(nameOf(request.headers.host ?? ""));
}

/** Whether a page that opens a socket was served by this very server; programs without an origin need only the token. */
export function hasOwnOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return origin === undefined || origin === `http://${host}`;
}

/** Compares without telling by time how much was right. */
export function sameToken(given: string | null, token: string): boolean {
  const a = Buffer.from(given ?? "");
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}
