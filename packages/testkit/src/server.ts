import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Refusal, Reply } from "./reply.ts";
import { endsWithOutput, type RecordedRequest, type RequestBody } from "./request.ts";
import { scenarioReply } from "./scenario.ts";
import { streamAnswer } from "./streamAnswer.ts";

/** Decides the answer to a request; `n` counts the requests since the script was set. undefined: by the prompt's markers. */
export type Script = (request: RecordedRequest, n: number) => Reply | undefined;

export interface ModelServerOptions {
  readonly port?: number;
  /** What /models lists. */
  readonly models?: readonly string[];
  /** When set, any other key is refused. */
  readonly key?: string;
  /** Milliseconds between two events of every answer that has no pace of its own. */
  readonly pace?: number;
}

/** A Responses API on loopback that says what tests tell it to. */
export interface ModelServer {
  /** What OPENAI_BASE_URL is set to. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Replies in order, then by the prompt's markers; or a function of the request. Replaces what was set before. */
  script(replies: readonly Reply[] | Script): void;
  /** Settles when so many requests have come, counted over the server's life. */
  requested(count: number): Promise<void>;
  /** Lets every answer that runs now go on to its end, past its stall. */
  release(): void;
  /** Milliseconds from an answer's end to the next request of the same cache key that brings tool results. */
  gaps(cacheKey?: string): readonly number[];
  /** Forgets requests, gaps and script. */
  reset(): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<RequestBody> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as RequestBody; // what the client under test sent
}

function sendJson(response: ServerResponse, status: number, value: unknown, headers: Refusal["headers"] = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

const refusalBody = ({ code, message }: Refusal) => ({
  error: { message, type: "invalid_request_error", param: null, code },
});

/** Starts a scripted model server on loopback; close it, or hold it with `await using`. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  let requests: RecordedRequest[] = [];
  let script: Script = () => undefined;
  let scripted = 0;
  let gaps: { readonly key: string; readonly milliseconds: number }[] = [];
  const ended = new Map<string, number>();
  const releases = new Set<() => void>();
  let waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  /** Settles when the answer is released or its client is gone. */
  const release = (response: ServerResponse) =>
    new Promise<void>((resolve) => {
      releases.add(resolve);
      response.once("close", () => {
        releases.delete(resolve);
        resolve();
      });
    });

  const answerRequest = async (message: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(message);
    const at = performance.now();
    const key = body.prompt_cache_key ?? "";
    const before = ended.get(key);
    if (before !== undefined && endsWithOutput(body.input)) gaps.push({ key, milliseconds: at - before });
    const request: RecordedRequest = {
      n: requests.length,
      at,
      port: message.socket.remotePort,
      headers: message.headers,
      body,
    };
    requests.push(request);
    for (const waiter of waiting) if (requests.length >= waiter.count) waiter.resolve();
    const reply = script(request, scripted++) ?? scenarioReply(body);
    if (reply.kind === "refusal") return sendJson(response, reply.status, refusalBody(reply), reply.headers);
    const pace = reply.pace ?? options.pace;
    if (await streamAnswer({ reply, request, pace }, response, release(response))) ended.set(key, performance.now());
  };

  const route = async (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? "/", "http://loopback").pathname;
    if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`) {
      return sendJson(response, 401, { error: { message: "Incorrect API key provided.", code: "invalid_api_key" } });
    }
    if (request.method === "POST" && path === "/v1/responses") return answerRequest(request, response);
    if (path === "/v1/models") {
      const data = (options.models ?? ["gpt-5.5"]).map((id) => ({
        id,
        object: "model",
        created: 0,
        owned_by: "testkit",
      }));
      return sendJson(response, 200, { object: "list", data });
    }
    // For programs that run the server as a process of its own: serve.ts.
    if (path === "/__gaps") return sendJson(response, 200, gaps);
    if (path === "/__requests") return sendJson(response, 200, requests);
    sendJson(response, 404, { error: { message: `No route ${path}`, code: "not_found" } });
  };

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    route(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP

  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}/v1`,
    get requests() {
      return requests;
    },
    script(replies) {
      scripted = 0;
      script = typeof replies === "function" ? replies : (_request, n) => replies[n];
    },
    requested: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    release() {
      for (const resume of releases) resume();
    },
    gaps: (cacheKey) =>
      gaps.filter(({ key }) => cacheKey === undefined || key === cacheKey).map(({ milliseconds }) => milliseconds),
    reset() {
      requests = [];
      gaps = [];
      ended.clear();
      waiting = [];
      script = () => undefined;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
