import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { type Exchange, refusalBody } from "./exchange.ts";
import type { InputItem, RecordedRequest, RecordedSteer, RequestBody } from "./request.ts";
import { streamAnswer, type Wire } from "./streamAnswer.ts";

export interface WebSocketOptions {
  /** An HTTP status that every handshake is refused with. */
  readonly refuse: () => number | undefined;
  readonly key: string | undefined;
  readonly pace: number | undefined;
}

/** A client's event, as far as the server reads it. */
type ClientEvent = Omit<RequestBody, "input"> & {
  readonly type: string;
  readonly input?: InputItem[];
  readonly generate?: boolean;
};

interface Submission extends RecordedSteer {
  readonly id: string;
  readonly failure?: string;
}

/** What the server remembers of the last answer of a connection: nothing older, as the real service. */
interface Known {
  readonly id: string;
  readonly items: readonly InputItem[];
}

/** Answers Responses over WebSocket at /v1/responses. */
export function acceptWebSockets(server: Server, exchange: Exchange, options: WebSocketOptions): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, autoPong: false });
  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const refuse = (status: number) => {
      const body = JSON.stringify({
        error: { message: `Refused with ${status}`, code: status === 401 ? "invalid_api_key" : null },
      });
      stream.end(
        `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
    };
    const path = new URL(request.url ?? "/", "http://loopback").pathname;
    const status = options.refuse();
    if (status !== undefined) return refuse(status);
    if (path !== "/v1/responses") return refuse(404);
    if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`) return refuse(401);
    sockets.handleUpgrade(request, stream, head, (socket) => serve(socket, request, exchange, options));
  });
  return {
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

function serve(socket: WebSocket, handshake: IncomingMessage, exchange: Exchange, { pace }: WebSocketOptions): void {
  let frozen = false;
  let known: Known | undefined;
  /** The answer that streams now. */
  let active: string | undefined;
  let steers: Submission[] = [];
  let turn: Promise<void> = Promise.resolve();

  const send = (event: object) => socket.send(JSON.stringify(event));
  const error = (status: number, reply: Parameters<typeof refusalBody>[0]) =>
    send({ type: "error", status, error: { ...refusalBody(reply).error, headers: reply.headers } });
  const wire: Wire = {
    begin: () => undefined,
    send,
    garbage: () => socket.send('{"type":"response.outp'),
    flush: () => new Promise((resolve) => socket.ping(undefined, undefined, () => resolve())),
    end: () => socket.close(1011, "The server ended the connection"),
    reset: () => socket.terminate(),
    freeze: () => {
      frozen = true;
    },
    get closed() {
      return socket.readyState !== socket.OPEN;
    },
  };

  const failSteer = ({ id, ...steer }: Partial<Submission> & RecordedSteer, code: string) =>
    send({
      type: "response.steer.failed",
      sequence_number: 0,
      error: { code, message: `Steering failed: ${code}`, type: "invalid_request_error" },
      steer: {
        input: steer.input,
        previous_response_id: steer.previous_response_id,
        ...(id === undefined ? {} : { id }),
      },
    });

  const steer = (event: RecordedSteer) => {
    const { previous_response_id, input } = event;
    const reply = exchange.steered({ previous_response_id, input });
    if (reply.type === "silent") return;
    if (active !== previous_response_id) {
      const code = known?.id === previous_response_id ? "response_already_completed" : "response_not_found";
      return failSteer({ previous_response_id, input }, code);
    }
    if (reply.type === "fail" && reply.accepted !== true) return failSteer({ previous_response_id, input }, reply.code);
    const id = `steer_${exchange.steers.length - 1}`;
    steers.push({ id, previous_response_id, input, ...(reply.type === "fail" ? { failure: reply.code } : {}) });
    send({ type: "response.steer.accepted", sequence_number: 0, steer: { id, previous_response_id } });
    if (reply.type === "cut") wire.flush().then(wire.end, () => undefined);
  };

  /** Runs one answer and, when input was steered into it, those that follow by themselves. */
  const respond = async (event: ClientEvent) => {
    const { type: _type, previous_response_id, generate, ...rest } = event;
    const received: Record<string, unknown> = { ...event };
    if (previous_response_id !== undefined && known?.id !== previous_response_id) {
      const message = `Previous response with id '${previous_response_id}' not found.`;
      known = undefined;
      return error(400, { kind: "refusal", status: 400, code: "previous_response_not_found", message, headers: {} });
    }
    const before = previous_response_id === undefined ? [] : (known?.items ?? []);
    const waiting = previous_response_id === undefined ? [] : steers;
    steers = [];
    let body: RequestBody = {
      ...rest,
      stream: true,
      input: [...before, ...waiting.flatMap(({ input }) => input), ...(event.input ?? [])],
    };
    const request: Omit<RecordedRequest, "n" | "at"> = {
      port: handshake.socket.remotePort,
      headers: handshake.headers,
      transport: "websocket",
      body,
      received,
    };
    let quiet: "successor" | "warmup" | undefined = generate === false ? "warmup" : undefined;
    for (;;) {
      const { reply } = exchange.ask({ ...request, body }, quiet);
      if (reply.kind === "refusal") {
        known = undefined;
        return error(reply.status, reply);
      }
      const id = exchange.nextResponseId();
      active = id;
      let output: readonly InputItem[] = [];
      const due = () => steers.filter(({ failure }) => failure === undefined);
      const sent = await streamAnswer(
        {
          reply,
          body,
          pace: reply.pace ?? pace,
          place: {
            responseId: id,
            steered: () => due().length > 0,
            finished: (items) => {
              output = items as readonly InputItem[]; // what the model put out is what it reads as input
              active = undefined;
            },
          },
        },
        wire,
        exchange.released((gone) => socket.once("close", gone)),
      );
      active = undefined;
      if (!sent) return;
      known = reply.end.type === "completed" ? { id, items: [...body.input, ...output] } : undefined;
      exchange.answered(body);
      for (const failing of steers) if (failing.failure !== undefined) failSteer(failing, failing.failure);
      steers = due();
      if (steers.length === 0 || known === undefined) return;
      const required = output.flatMap((item) =>
        "call_id" in item && item.type?.endsWith("_call")
          ? [{ type: `${item.type}_output`, call_id: item.call_id }]
          : [],
      );
      if (required.length > 0) {
        for (const { id: name } of steers) {
          const steer = { id: name, previous_response_id: id };
          const reason = "waiting_for_required_input";
          send({ type: "response.steer.pending", sequence_number: 0, reason, required_input: required, steer });
        }
        return;
      }
      body = { ...body, input: [...known.items, ...steers.flatMap(({ input }) => input)] };
      steers = [];
      quiet = "successor";
    }
  };

  socket.on("ping", (data) => {
    if (!frozen) socket.pong(data);
  });
  socket.on("error", () => undefined);
  socket.on("message", (data: Buffer) => {
    if (frozen) return;
    const event = JSON.parse(data.toString("utf8")) as ClientEvent; // what the client under test sent
    if (event.type === "response.steer") return steer(event as unknown as RecordedSteer); // by its type
    turn = turn.then(() => respond(event)).catch(() => socket.terminate());
  });
}
