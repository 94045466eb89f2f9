import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type OpenAI from "openai";
import { bodyOfChat, type ChatStyle, chatWriter } from "./chat.ts";
import { createExchange, refusalBody, type Script, type SteerReply } from "./exchange.ts";
import { httpWire, responsesEvent } from "./httpWire.ts";
import { type ListedModel, listing, type ServerKind } from "./listings.ts";
import type { Refusal, Reply } from "./reply.ts";
import type { RecordedRequest, RecordedSteer, RequestBody } from "./request.ts";
import { streamAnswer } from "./streamAnswer.ts";
import { readTranscription, type RecordedTranscription, type TranscriptionReply } from "./transcription.ts";
import { acceptWebSockets } from "./webSocket.ts";

export type { Script } from "./exchange.ts";

export interface ModelServerOptions {
  readonly port?: number;
  /** What /models lists. */
  readonly models?: readonly (string | ListedModel)[];
  /** Whose listing endpoints it has; OpenAI's when nothing is said. */
  readonly kind?: ServerKind;
  /** When set, any other key is refused. */
  readonly key?: string;
  /** Milliseconds between two events of every answer that has no pace of its own. */
  readonly pace?: number;
}

/** A model provider on loopback that says what tests tell it to, over every transport. */
export interface ModelServer {
  /** What OPENAI_BASE_URL is set to. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Requests over WebSocket that only warmed the cache. */
  readonly warmups: readonly RecordedRequest[];
  /** Input that was steered into running answers. */
  readonly steers: readonly RecordedSteer[];
  /** Bodies that came to the compact endpoint. */
  readonly compactions: readonly RequestBody[];
  /** Recordings that came to be transcribed. */
  readonly transcriptions: readonly RecordedTranscription[];
  /** What recordings say, in order and then always the last; without it they say nothing. */
  hears(...replies: readonly (string | TranscriptionReply)[]): void;
  /** Settles when so many recordings have come, counted over the server's life. */
  heard(count: number): Promise<void>;
  /** Replies in order, then by the prompt's markers; or a function of the request. Replaces what was set before. */
  script(replies: readonly Reply[] | Script): void;
  /** Decides what becomes of steered input; it is accepted when nothing is said. */
  steering(decide: (steer: RecordedSteer, n: number) => SteerReply | undefined): void;
  /** Handshakes of WebSockets are refused with the status from now on; undefined accepts them again. */
  refuseWebSockets(status: number | undefined): void;
  /** Whether there is a compact endpoint; there is, until this says otherwise. A refusal is what it answers with. */
  compacts(how: boolean | Refusal): void;
  /** How chat completions are streamed from now on. */
  chats(style: ChatStyle): void;
  /** Settles when so many requests have come, counted over the server's life. */
  requested(count: number): Promise<void>;
  /** Settles when so many steers have come. */
  steered(count: number): Promise<void>;
  /** Lets every answer that runs now go on to its end, past its stall. */
  release(): void;
  /** Milliseconds from an answer's end to the next request of the same cache key that brings tool results. */
  gaps(cacheKey?: string): readonly number[];
  /** Forgets requests, gaps and script. */
  reset(): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function bodyOf<T>(request: IncomingMessage): Promise<T> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as T; // what the client under test sent
}

function sendJson(response: ServerResponse, status: number, value: unknown, headers: Refusal["headers"] = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

/** Starts a scripted model server on loopback; close it, or hold it with `await using`. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const exchange = createExchange();
  let refused: number | undefined;
  let compacts: boolean | Refusal = true;
  let style: ChatStyle = {};
  let transcriptions: RecordedTranscription[] = [];
  let said: (string | TranscriptionReply)[] = [];
  const listeners = new Set<() => void>();
  const models = (options.models ?? ["gpt-5.5"]).map((model) => (typeof model === "string" ? { id: model } : model));

  const respond = async (message: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf<RequestBody>(message);
    const { reply } = exchange.ask({
      port: message.socket.remotePort,
      headers: message.headers,
      transport: "responses",
      body,
      received: { ...body },
    });
    if (reply.kind === "refusal") return sendJson(response, reply.status, refusalBody(reply), reply.headers);
    const wire = httpWire(response, responsesEvent);
    const released = exchange.released((gone) => response.once("close", gone));
    const place = { responseId: exchange.nextResponseId() };
    if (!(await streamAnswer({ reply, body, pace: reply.pace ?? options.pace, place }, wire, released))) return;
    response.end();
    exchange.answered(body);
  };

  const chat = async (message: IncomingMessage, response: ServerResponse) => {
    const received = await bodyOf<OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming>(message);
    const body = bodyOfChat(received);
    const { reply } = exchange.ask({
      port: message.socket.remotePort,
      headers: message.headers,
      transport: "chat",
      body,
      received: { ...received },
    });
    if (reply.kind === "refusal") return sendJson(response, reply.status, refusalBody(reply), reply.headers);
    const wire = httpWire(response, chatWriter(received, style));
    const released = exchange.released((gone) => response.once("close", gone));
    const place = { responseId: exchange.nextResponseId() };
    if (!(await streamAnswer({ reply, body, pace: reply.pace ?? options.pace, place }, wire, released))) return;
    response.end();
    exchange.answered(body);
  };

  const compact = async (message: IncomingMessage, response: ServerResponse) => {
    if (compacts === false) return sendJson(response, 404, { error: { message: "No route", code: "not_found" } });
    const body = await bodyOf<RequestBody>(message);
    exchange.compacted(body);
    if (compacts !== true) return sendJson(response, compacts.status, refusalBody(compacts), compacts.headers);
    const kept = body.input.filter((item) => "role" in item && item.role === "user");
    const n = exchange.compactions.length;
    sendJson(response, 200, {
      id: `cmp_resp_${n}`,
      object: "response.compaction",
      created_at: 0,
      output: [...kept, { id: `cmp_${n}`, type: "compaction", encrypted_content: `sealed-compaction-${n}` }],
      usage: { input_tokens: 100 * body.input.length, output_tokens: 50, total_tokens: 100 * body.input.length + 50 },
    });
  };

  const transcribe = async (message: IncomingMessage, response: ServerResponse) => {
    transcriptions.push(await readTranscription(message));
    for (const listener of listeners) listener();
    const next = said.length > 1 ? said.shift() : said[0];
    const reply = typeof next === "string" ? ({ kind: "text", text: next } as const) : next;
    switch (reply?.kind) {
      case "refusal":
        return sendJson(response, reply.status, refusalBody(reply), reply.headers);
      case "body":
        return void response.writeHead(200, { "content-type": reply.type }).end(reply.body);
      case "cut":
        return void response.destroy();
      case "silent":
        return;
      case "text":
      case undefined:
        return sendJson(response, 200, { text: reply?.text ?? "" });
    }
  };

  const route = async (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? "/", "http://loopback").pathname;
    if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`) {
      return sendJson(response, 401, { error: { message: "Incorrect API key provided.", code: "invalid_api_key" } });
    }
    if (request.method === "POST" && path === "/v1/responses") return respond(request, response);
    if (request.method === "POST" && path === "/v1/responses/compact") return compact(request, response);
    if (request.method === "POST" && path === "/v1/audio/transcriptions") return transcribe(request, response);
    if (request.method === "POST" && path === "/v1/chat/completions") return chat(request, response);
    const body = request.method === "POST" ? await bodyOf<unknown>(request) : undefined;
    const listed = listing(options.kind ?? "openai", models, { method: request.method ?? "GET", path, body });
    if (listed !== undefined) return sendJson(response, 200, listed);
    // For programs that run the server as a process of its own: serve.ts.
    if (path === "/__gaps") return sendJson(response, 200, exchange.gaps);
    if (path === "/__requests") return sendJson(response, 200, exchange.requests);
    sendJson(response, 404, { error: { message: `No route ${path}`, code: "not_found" } });
  };

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    route(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const sockets = acceptWebSockets(server, exchange, { refuse: () => refused, key: options.key, pace: options.pace });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP

  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    sockets.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}/v1`,
    get requests() {
      return exchange.requests;
    },
    get warmups() {
      return exchange.warmups;
    },
    get steers() {
      return exchange.steers;
    },
    get compactions() {
      return exchange.compactions;
    },
    get transcriptions() {
      return transcriptions;
    },
    hears(...replies) {
      said = [...replies];
    },
    heard: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (transcriptions.length < count) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    script: (replies) => exchange.script(typeof replies === "function" ? replies : (_request, n) => replies[n]),
    steering: exchange.steering,
    refuseWebSockets(status) {
      refused = status;
    },
    compacts(how) {
      compacts = how;
    },
    chats(how) {
      style = how;
    },
    requested: exchange.requested,
    steered: exchange.steersCame,
    release: exchange.release,
    gaps: (cacheKey) =>
      exchange.gaps
        .filter(({ key }) => cacheKey === undefined || key === cacheKey)
        .map(({ milliseconds }) => milliseconds),
    reset() {
      exchange.reset();
      refused = undefined;
      compacts = true;
      style = {};
      transcriptions = [];
      said = [];
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
