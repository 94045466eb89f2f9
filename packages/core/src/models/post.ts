import type { ClientRequest, IncomingMessage } from "node:http";

/** What the parts of an answer have in common, whether `post` gave it or `fetch`. */
export interface HttpAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: { get(name: string): string | null };
  /** Read once; leaving it before its end closes the connection. */
  readonly body: AsyncIterable<Uint8Array> | null;
}

export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Nobody that is there takes so long to accept a connection. */
const CONNECT_MS = 10_000;

/** Redirects that repeat a request as it was; the others would make it a GET. */
const elsewhere = new Set([307, 308]);
const MOST_REDIRECTS = 3;

/**
 * Posts a text and settles when the answer begins. This is `fetch` for what streams: the platform's takes 30 ms to load,
 * which `flightdeck exec` would spend before its first request, and puts three streams between the socket and who reads.
 */
export async function post(url: string, options: Post, signal: AbortSignal): Promise<HttpAnswer> {
  let to: Target = { url: new URL(url), headers: options.headers };
  for (let redirects = 0; ; redirects += 1) {
    const answer = await send(to.url, { ...options, headers: to.headers }, signal);
    const location = answer.headers.get("location");
    if (!elsewhere.has(answer.status) || location === null || redirects === MOST_REDIRECTS) return answer;
    for await (const _chunk of answer.body ?? []) break; // nothing in it is of use
    to = redirected(to, location);
  }
}

interface Target {
  readonly url: URL;
  readonly headers: Post["headers"];
}

/** Where a server sends a request to. Throws where no conversation should go. */
export function redirected({ url, headers }: Target, location: string): Target {
  const next = new URL(location, url);
  if (!/^https?:$/.test(next.protocol))
    throw new Error(`The server sends to ${next.protocol}, which is no http address`);
  if (url.protocol === "https:" && next.protocol === "http:")
    throw new Error(`The server sends to ${next.origin}, which is not encrypted`);
  const { authorization: _key, ...others } = headers; // the key is for whom it was given to
  return { url: next, headers: next.origin === url.origin ? headers : others };
}

function send(url: URL, { headers, body }: Post, signal: AbortSignal): Promise<HttpAnswer> {
  // Importing them as modules would load all of fetch along: it is among what they export.
  const { request: start } = process.getBuiltinModule(url.protocol === "https:" ? "node:https" : "node:http");
  return new Promise((resolve, reject) => {
    const request: ClientRequest = start(url, {
      method: "POST",
      headers: { ...headers, "accept-encoding": "identity", "content-length": Buffer.byteLength(body) },
    });
    // As an option the signal would stay with the connection, and end it under a later request.
    // And an error would be the connection's alone where all of the answer has come and nobody has read it yet.
    const abort = () => request.destroy();
    const late = setTimeout(() => request.destroy(new Error("The connection could not be made in time")), CONNECT_MS);
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    request.once("socket", (socket) => {
      if (socket.connecting) socket.once("connect", () => clearTimeout(late));
      else clearTimeout(late);
    });
    request.once("response", (response) => resolve(answerOf(response)));
    // It may fail more than once, and behind the answer's beginning whoever reads is told.
    request.on("error", (error) => {
      reject(signal.aborted ? new Error("The request was stopped", { cause: error }) : error);
    });
    request.once("close", () => {
      clearTimeout(late);
      signal.removeEventListener("abort", abort);
      // One that would rather speak another protocol closes without an answer and without an error.
      reject(new Error("The connection was closed without an answer"));
    });
    request.end(body);
  });
}

function answerOf(response: IncomingMessage): HttpAnswer {
  const { statusCode: status = 0, statusMessage: statusText = "", headers } = response;
  response.on("error", () => undefined); // whoever reads is told
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText,
    headers: {
      get: (name) => {
        const value = headers[name];
        return typeof value === "string" ? value : (value?.join(", ") ?? null);
      },
    },
    body: response,
  };
}
