import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { ANSWER_BYTES, EVENT_BYTES } from "./bounds.ts";
import { askingOf } from "./asking.ts";
import { chatModel } from "./chat/index.ts";
import { compactPrompt } from "./compact.ts";
import { responsesModel } from "./index.ts";
import { MOST_MODELS, offeredModels } from "./offered.ts";
import { responsesConnection } from "./responsesConnection.ts";
import { brief, endpoint, listen, request } from "./testing/conversation.ts";

const signal = new AbortController().signal;

/** A provider that writes on as long as somebody reads; `sent` counts what went out. */
async function pouring(status: number, type: string, chunks: () => Iterable<string>) {
  let sent = 0;
  const pour = async (response: ServerResponse) => {
    response.writeHead(status, { "content-type": type });
    const closed = once(response, "close");
    for (const chunk of chunks()) {
      if (response.destroyed) return;
      sent += chunk.length;
      if (!response.write(chunk)) {
        await Promise.race([once(response, "drain"), closed]);
      }
    }
    response.end();
  };
  const server = createServer((_request, response) => void pour(response));
  const sockets = new WebSocketServer({ server });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    endpoint: { baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: "sk-test" },
    sockets,
    sent: () => sent,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function* forever(chunk: string): Generator<string> {
  for (;;) yield chunk;
}
const delta = (length: number) =>
  JSON.stringify({ type: "response.output_text.delta", output_index: 0, delta: "x".repeat(length) });
const piece = "x".repeat(1 << 16);

test.each([
  ["responses", responsesModel],
  ["chat", (at: { baseUrl: string; apiKey: string }) => chatModel({ ...at, images: true })],
] as const)("a line without end breaks the stream (%s)", async (_name, model) => {
  await using on = await pouring(200, "text/event-stream", () => forever(piece));
  const events = await listen({ stream: model(on.endpoint) });
  expect(brief(events)).toEqual(["failed model_failed stream"]);
  expect(on.sent()).toBeLessThan(EVENT_BYTES * 2);
});

test("an answer without end breaks the stream", async () => {
  await using on = await pouring(200, "text/event-stream", () => forever(`data: ${delta(1 << 20)}\n\n`));
  const stream = responsesModel(on.endpoint);
  let [length, last] = [0, ""];
  for await (const event of stream(request, signal)) {
    if (event.type === "text.delta") length += event.text.length;
    last = event.type;
  }
  expect([last, length > 0, length <= ANSWER_BYTES]).toEqual(["failed", true, true]);
});

test("of an error without end the beginning is read", async () => {
  await using on = await pouring(500, "text/plain", () => forever(piece));
  expect(brief(await listen({ stream: responsesModel(on.endpoint) }))).toEqual([expect.stringMatching(/^failed /)]);
  expect(on.sent()).toBeLessThan(EVENT_BYTES);
});

test("a list of models without end is a problem, and of a million the first are offered", async () => {
  await using endless = await pouring(200, "application/json", () => forever(piece));
  const list = JSON.stringify({ data: Array.from({ length: 500_000 }, (_, id) => ({ id: `m${id}` })) });
  await using long = await pouring(200, "application/json", () => [list]);
  const offers = await Promise.all([endless, long].map(({ endpoint }) => offeredModels(endpoint, 60_000, signal)));
  expect(offers.map((offer) => (offer.type === "models" ? offer.models.length : offer.problem))).toEqual([
    "The address answers, but not with a list of models",
    MOST_MODELS,
  ]);
});

test("a compacted prompt without end fails", async () => {
  await using on = await pouring(200, "application/json", () => forever(piece));
  const answer = await compactPrompt(on.endpoint, askingOf({ original: true }), request, signal);
  expect(answer).toMatchObject({ type: "failed", failure: { detail: "The answer is far too large" } });
});

test("a frame that is larger than any event closes the socket", async () => {
  await using on = await pouring(500, "text/plain", () => []);
  on.sockets.on("connection", (socket) => {
    socket.on("message", () => socket.send("x".repeat(EVENT_BYTES + 1)));
  });
  const connection = responsesConnection(endpoint(on.endpoint.baseUrl, { websocket: true }));
  const events = await listen(connection);
  connection.close();
  expect(events.at(-1)).toMatchObject({ type: "failed", failure: { detail: expect.stringContaining("Max payload") } });
});

test("what a provider sends unasked fills no memory", async () => {
  await using on = await pouring(500, "text/plain", () => []);
  const completed = { type: "response.completed", response: { id: "r", output: [] } };
  const connected = new Promise<WebSocket>((resolve) => {
    on.sockets.on("connection", (socket) => {
      resolve(socket);
      socket.on("message", () => socket.send(JSON.stringify(completed)));
    });
  });
  const connection = responsesConnection(endpoint(on.endpoint.baseUrl, { websocket: true }));
  await listen(connection);
  const socket = await connected;
  let taken = 0;
  // Until it takes no more: what is written and not taken stays here.
  while (socket.bufferedAmount < 1 << 20 && taken < 20 * EVENT_BYTES) {
    socket.send(piece);
    taken += piece.length;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  expect(taken).toBeLessThan(4 * EVENT_BYTES);
  connection.close();
});
