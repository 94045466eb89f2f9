import { createHash } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { type Allowance, createAllowance } from "./allowance.ts";
import { fits } from "./token.ts";

/** What a request that is let in asks for. */
export interface HookRequest {
  /** JSON or plain text, which nobody has checked. */
  readonly payload?: string;
  /** The same for requests that are to count once. */
  readonly key?: string;
}

/** accepted: new runs. repeated: those of the request that came before. refused: nothing begins, and why. */
export interface HookAnswer {
  readonly kind: "accepted" | "repeated" | "refused";
  readonly runIds: readonly string[];
  readonly reason?: string;
}

export interface Hooks {
  /** The hash of the token of an automation that a request may begin; the name is the request's own. */
  hashOf(automationId: string): string | undefined;
  fire(automationId: string, request: HookRequest): HookAnswer;
}

export interface HookServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Larger bodies are refused: what is longer is no message. */
export const MOST_BYTES = 64 * 1024;
const MOST_REST = 1024 * 1024;
const PER_MINUTE = 30;
/** Of requests that are not let in, from anybody. */
const WRONG_PER_MINUTE = 60;

/** Only these name this machine; anything else is a page that gave its own name this address. */
const names = new Set(["127.0.0.1", "localhost"]);

/** The last is what `curl -d` calls any text. */
const types = new Set(["application/json", "text/plain", "application/x-www-form-urlencoded"]);

/**
 * Serves `POST /hooks/<automation>` to loopback. Who has no token that is right learns nothing, not even which automations
 * there are. Rejects when the port is taken.
 */
export async function serveHooks(options: {
  readonly port: number;
  readonly hooks: Hooks;
  readonly now: () => number;
  readonly report: (message: string, error: unknown) => void;
}): Promise<HookServer> {
  // Importing it as a module would load all of fetch along: it is among what it exports.
  const { createServer } = process.getBuiltinModule("node:http");
  const limits = {
    good: createAllowance({ perMinute: PER_MINUTE, now: options.now }),
    wrong: createAllowance({ perMinute: WRONG_PER_MINUTE, now: options.now }),
  };
  const times = { headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 2_000 };
  const server = createServer({ ...times, maxHeaderSize: 8_192 }, (request, response) => {
    answer(request, { hooks: options.hooks, limits }).then(
      (reply) => send(request, response, reply),
      (error: unknown) => {
        if (request.destroyed) return; // whoever asked went away
        options.report("a webhook's request could not be answered", error);
        send(request, response, { code: 500, error: "something went wrong inside Flightdeck" });
      },
    );
  });
  server.maxConnections = 32;
  server.on("clientError", (_error, socket) => socket.destroy());
  await listening(server, options.port);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : options.port,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      server.off("error", reject);
      server.on("error", () => undefined); // of one connection that could not be taken
      resolve();
    });
  });
}

type Reply =
  | { readonly code: number; readonly error: string; readonly retryAfter?: number }
  | { readonly code: number; readonly runIds: readonly string[]; readonly reason?: string };

interface Surroundings {
  readonly hooks: Hooks;
  readonly limits: { readonly good: Allowance; readonly wrong: Allowance };
}

async function answer(request: IncomingMessage, { hooks, limits }: Surroundings): Promise<Reply> {
  const wrong = (code: number, error: string): Reply => {
    const retryAfter = limits.wrong.take("");
    return retryAfter === undefined ? { code, error } : { code: 429, error: "too many requests", retryAfter };
  };
  const { headers, method, url = "" } = request;
  if (!names.has((headers.host ?? "").replace(/:\d+$/, "")))
    return wrong(403, "this server answers to loopback names only");
  if (headers.origin !== undefined || headers["sec-fetch-site"] !== undefined)
    return wrong(403, "this server does not answer to pages");
  const automationId = /^\/hooks\/([A-Za-z0-9_-]{1,64})$/.exec(url)?.[1];
  if (automationId === undefined) return wrong(404, "there is nothing here");
  if (method !== "POST") return wrong(405, "a webhook is begun by POST");
  const token = /^Bearer +(\S{1,200})$/i.exec(headers.authorization ?? "")?.[1] ?? "";
  if (!fits(token, hooks.hashOf(automationId))) return wrong(401, "the token is not right");
  const retryAfter = limits.good.take(automationId);
  if (retryAfter !== undefined) return { code: 429, error: "too many requests", retryAfter };

  const key = headers["idempotency-key"];
  if (key !== undefined && (Array.isArray(key) || !/^[\x21-\x7e]{1,200}$/.test(key)))
    return { code: 400, error: "an Idempotency-Key has 1 to 200 plain characters" };
  const type = (headers["content-type"] ?? "text/plain").replace(/;.*$/, "").trim().toLowerCase();
  if (!types.has(type)) return { code: 415, error: "the body is application/json or text/plain" };
  if ((headers["content-encoding"] ?? "identity") !== "identity")
    return { code: 415, error: "the body must not be compressed" };
  const payload = await bodyOf(request);
  if (payload === "too large") return { code: 413, error: `the body is larger than ${MOST_BYTES} bytes` };
  const read = textOf(payload, type);
  if (typeof read === "string") return { code: 400, error: read };
  const { kind, ...reply } = hooks.fire(automationId, {
    ...(read.text === "" ? {} : { payload: read.text }),
    ...(key === undefined ? {} : { key: createHash("sha256").update(key).digest("hex") }),
  });
  return { code: { accepted: 202, repeated: 200, refused: 409 }[kind], ...reply };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | "too large"> {
  if (Number(request.headers["content-length"] ?? 0) > MOST_BYTES) return "too large";
  const chunks: Buffer[] = [];
  let size = 0;
  // An iteration that ends early would take the connection along, and with it the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) return "too large";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** The body as text, or why it is none. */
function textOf(body: Buffer, type: string): { readonly text: string } | string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return "the body is not UTF-8";
  }
  if (type !== "application/json" || text.trim() === "") return { text: text.trim() };
  try {
    JSON.parse(text);
    return { text };
  } catch {
    return "the body is not JSON";
  }
}

function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const { code, ...body } = reply;
  const wait =
    "retryAfter" in reply && reply.retryAfter !== undefined ? { "retry-after": String(reply.retryAfter) } : {};
  response.writeHead(code, {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...wait,
  });
  let rest = 0;
  // Whoever is cut off while writing does not read the answer; so what nobody wants is taken, up to a point.
  if (!request.complete)
    request.on("data", (chunk: Buffer) => {
      rest += chunk.length;
      if (rest > MOST_REST) request.destroy();
    });
  response.end(`${JSON.stringify("error" in body ? { error: body.error } : body)}\n`);
}
