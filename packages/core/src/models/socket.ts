import type { IncomingMessage } from "node:http";
import type { Socket as TcpSocket } from "node:net";
import type { WebSocket } from "ws";
import { EVENT_BYTES } from "./bounds.ts";
import { type Endpoint, errorOfBody, headersOf, reasonOf, urlOf } from "./http.ts";
import type { ProviderError } from "./failure.ts";

/** What comes in over a socket: a text, its end, or that nothing came for too long. */
export type Incoming =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "closed"; readonly reason: string }
  | { readonly type: "silence" };

/** An open connection to a provider. It does not keep the process alive while nobody reads. */
export interface Socket {
  readonly open: boolean;
  send(message: object): void;
  /** The next text, in order. */
  next(patienceMs: number, signal: AbortSignal): Promise<Incoming>;
  /** Forgets what came in unasked. */
  skip(): void;
  /** Whether somebody waits for an answer. */
  use(busy: boolean): void;
  close(): void;
}

/** The socket could not be opened. `error` is what the provider said; without it nobody answered. */
export interface Refusal {
  readonly error?: ProviderError;
  readonly reason: string;
  readonly timedOut: boolean;
}

export interface SocketOptions {
  readonly connectMs: number;
  /** How often the other side is asked whether it is there; no sign of life for twice as long ends the connection. */
  readonly pingMs: number;
}

/** Opens a connection. Resolves with a refusal rather than to reject. */
export async function openSocket(
  endpoint: Endpoint,
  { connectMs, pingMs }: SocketOptions,
  signal: AbortSignal,
): Promise<Socket | Refusal> {
  const { WebSocket } = await import("ws"); // with the first connection: most starts need none
  const url = urlOf(endpoint, "responses").replace(/^http/, "ws");
  const { "content-type": _none, ...headers } = headersOf(endpoint);
  const socket = new WebSocket(url, {
    headers,
    perMessageDeflate: false,
    handshakeTimeout: connectMs,
    maxPayload: EVENT_BYTES,
  });
  return new Promise((resolve) => {
    let tcp: TcpSocket | undefined;
    const abort = () => socket.terminate();
    signal.addEventListener("abort", abort, { once: true });
    const settle = (result: Socket | Refusal) => {
      signal.removeEventListener("abort", abort);
      resolve(result);
    };
    socket.once("upgrade", (response: IncomingMessage) => {
      tcp = response.socket;
    });
    socket.once("unexpected-response", (_request: unknown, response: IncomingMessage) => {
      void bodyOf(response).then((body) => {
        const error = errorOfBody(response.statusCode ?? 0, headersOfMessage(response), body);
        settle({ error, reason: error.message ?? `The server answered with ${response.statusCode}`, timedOut: false });
        socket.terminate();
      });
    });
    // Behind the first one the close says what there is to say, but an error without a listener would end the process.
    socket.on("error", (error) => {
      settle({ reason: reasonOf(error), timedOut: /handshake has timed out/.test(error.message) });
    });
    socket.once("open", () => settle(wrap(socket, tcp, pingMs)));
    if (signal.aborted) abort();
  });
}

function wrap(socket: WebSocket, tcp: TcpSocket | undefined, pingMs: number): Socket {
  const texts: string[] = [];
  let queued = 0;
  let closed: string | undefined;
  let wake: (() => void) | undefined;
  let alive = true;
  const ping = setInterval(() => {
    // While nothing is read no sign of life is either.
    if (socket.isPaused) return;
    if (!alive) {
      closed ??= "The other side no longer answers";
      socket.terminate();
      return;
    }
    alive = false;
    socket.ping();
  }, pingMs);
  ping.unref();
  const lives = () => {
    alive = true;
  };
  socket.on("pong", lives);
  socket.on("message", (data: Buffer) => {
    lives();
    const text = data.toString("utf8");
    texts.push(text);
    queued += text.length;
    // Who reads may be waiting for tools meanwhile; the other side waits then too.
    if (queued > EVENT_BYTES) socket.pause();
    wake?.();
  });
  socket.on("error", (error) => {
    closed ??= reasonOf(error);
  });
  socket.once("close", (code, reason) => {
    clearInterval(ping);
    closed ??= reason.toString("utf8") || `The connection was closed (${code})`;
    wake?.();
  });
  tcp?.unref();

  return {
    get open() {
      return closed === undefined && socket.readyState === socket.OPEN;
    },
    send: (message) => {
      socket.send(JSON.stringify(message), () => undefined); // what was not sent shows as the close that follows
    },
    async next(patienceMs, signal) {
      const take = (): Incoming | undefined => {
        const text = texts.shift();
        queued -= text?.length ?? 0;
        if (socket.isPaused && queued <= EVENT_BYTES) {
          lives();
          socket.resume();
        }
        if (text !== undefined) return { type: "text", text };
        return closed === undefined ? undefined : { type: "closed", reason: closed };
      };
      const ready = take();
      if (ready !== undefined || signal.aborted) return ready ?? { type: "silence" };
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", done);
          wake = undefined;
          resolve();
        };
        const timer = setTimeout(done, patienceMs);
        wake = done;
        signal.addEventListener("abort", done, { once: true });
      });
      return take() ?? { type: "silence" };
    },
    skip: () => {
      texts.length = queued = 0;
      if (socket.isPaused) socket.resume();
    },
    use: (busy) => void (busy ? tcp?.ref() : tcp?.unref()),
    close: () => {
      closed ??= "closed";
      clearInterval(ping);
      socket.terminate();
      wake?.();
    },
  };
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      const bytes = chunk as Buffer; // no encoding is set
      chunks.push(bytes);
      size += bytes.length;
      if (size > 64 << 10) break;
    }
  } catch {
    // what came until then is told
  }
  return Buffer.concat(chunks).toString("utf8");
}

const headersOfMessage = ({ headers }: IncomingMessage): Headers =>
  new Headers(Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
