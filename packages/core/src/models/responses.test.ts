import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { answer, broken, refuse, say, startModelServer } from "@flightdeck/testkit";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ModelEvent, type ModelRequest, personMessage } from "../agent/index.ts";
import { responsesModel, type ResponsesOptions } from "./index.ts";

let server: Awaited<ReturnType<typeof startModelServer>>;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const request: ModelRequest = {
  model: "gpt-5.5",
  instructions: "Be brief.",
  input: [personMessage("Hi")],
  tools: [],
  cacheKey: "thread-1",
};

async function said(options: Partial<ResponsesOptions> = {}, more: Partial<ModelRequest> = {}, signal?: AbortSignal) {
  const stream = responsesModel({ apiKey: "sk-test", baseUrl: server.url, ...options });
  const events: ModelEvent[] = [];
  for await (const event of stream({ ...request, ...more }, signal ?? new AbortController().signal)) events.push(event);
  return events;
}

const failureOf = (events: readonly ModelEvent[]) => {
  const last = events.at(-1);
  return last?.type === "failed" ? last.failure : undefined;
};

/** A server that answers every request with the same bytes. */
async function rawServer(body: string, type = "text/event-stream") {
  const raw = createServer((_request, response) => response.writeHead(200, { "content-type": type }).end(body));
  await new Promise<void>((resolve) => raw.listen(0, "127.0.0.1", resolve));
  const { port } = raw.address() as AddressInfo; // it listens on TCP
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      raw.closeAllConnections();
      await new Promise((resolve) => raw.close(resolve));
    },
  };
}

const sse = (...events: readonly unknown[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");

test("requests of one model share a connection", async () => {
  const ports = new Set<number | undefined>();
  const stream = responsesModel({ apiKey: "sk-test", baseUrl: server.url });
  server.script((incoming) => {
    ports.add(incoming.port);
    return answer(say("Hello"));
  });
  for (let n = 0; n < 3; n += 1) {
    for await (const _event of stream(request, new AbortController().signal)) continue;
    await setImmediate(); // between two requests of a turn a tool runs
  }
  expect(ports.size).toBe(1);
});

test("models from before reasoning are not asked for it", async () => {
  await said({}, { model: "gpt-4.1" });
  await said({}, { model: "gpt-5.5", effort: "high" });
  const fields = server.requests.map(({ body: { reasoning, include } }) => ({ reasoning, include }));
  expect(fields).toEqual([
    { reasoning: undefined, include: undefined },
    { reasoning: { effort: "high", summary: "auto" }, include: ["reasoning.encrypted_content"] },
  ]);
});

test("an account that may not have summaries of reasoning is asked again without, once", async () => {
  server.script(({ body }) =>
    body.reasoning?.summary === "auto"
      ? refuse(400, { message: "Your organization must be verified to generate reasoning summaries." })
      : answer(say("Hello")),
  );
  const stream = responsesModel({ apiKey: "sk-test", baseUrl: server.url });
  for (let n = 0; n < 2; n += 1) {
    const events: ModelEvent[] = [];
    for await (const event of stream(request, new AbortController().signal)) events.push(event);
    expect(events.at(-1)?.type).toBe("completed");
  }
  expect(server.requests.map(({ body }) => body.reasoning)).toEqual([{ summary: "auto" }, {}, {}]);
});

test("reasoning comes as one text, its parts set apart", async () => {
  const part = (summary_index: number, delta: string) => ({
    type: "response.reasoning_summary_text.delta",
    item_id: "rs",
    output_index: 0,
    summary_index,
    delta,
  });
  await using raw = await rawServer(
    sse(part(0, "One"), part(0, " two"), part(1, "three"), { type: "response.completed", response: { usage: null } }),
  );
  expect(await said(raw)).toEqual([
    { type: "reasoning.started", key: "0" },
    { type: "reasoning.delta", key: "0", text: "One" },
    { type: "reasoning.delta", key: "0", text: " two" },
    { type: "reasoning.delta", key: "0", text: "\n\nthree" },
    { type: "completed", usage: { input: 0, cached: 0, output: 0, reasoning: 0, context: 0 } },
  ]);
});

test("events that the loop does not know are passed over", async () => {
  await using raw = await rawServer(
    sse({ type: "response.something.new", x: 1 }, { type: "response.completed", response: {} }),
  );
  expect((await said(raw)).map(({ type }) => type)).toEqual(["completed"]);
});

test.each([
  ["a delta without text", { type: "response.output_text.delta", output_index: 0 }],
  ["an item that is none", { type: "response.output_item.done", output_index: 0 }],
  ["a call without its id", { type: "response.output_item.done", output_index: 0, item: { type: "function_call" } }],
  ["an end without a response", { type: "response.completed" }],
  ["a null", null],
])("%s breaks the stream, to be tried again", async (_name, event) => {
  await using raw = await rawServer(sse(event));
  expect(failureOf(await said(raw))).toMatchObject({ code: "model_failed", retry: "stream" });
});

test.each([
  ["with its fields in an object", { type: "error", error: { code: "invalid_api_key", message: "No" } }],
  ["without a type", { error: { code: "invalid_api_key", message: "No" } }],
])("an error event %s is understood", async (_name, event) => {
  await using raw = await rawServer(sse(event));
  expect(failureOf(await said(raw))).toEqual({
    code: "model_unauthorized",
    message: "The model provider refused the key",
    detail: "No",
    retry: "no",
  });
});

test("a page that is no event stream is a broken answer", async () => {
  await using raw = await rawServer("<html>Sign in to the hotel's network</html>", "text/html");
  expect(failureOf(await said(raw))).toMatchObject({ code: "model_failed", retry: "stream" });
});

test("silence is broken off", async () => {
  server.script([broken(answer(say("Hello there")), "stall", "text")]);
  expect(failureOf(await said({ idleMs: 30 }))).toMatchObject({ code: "model_failed", retry: "stream" });
});

test("a stream that was stopped ends without a last event", async () => {
  server.script([broken(answer(say("Hello there")), "stall", "start")]);
  const stop = new AbortController();
  const events = said({}, {}, stop.signal);
  await server.requested(1);
  stop.abort();
  expect(await events).toEqual([]);
  expect(await said({}, {}, AbortSignal.abort())).toEqual([]);
  expect(server.requests).toHaveLength(1);
});

test.each([
  ["with a line break", "sk-secret\nx"],
  ["with a letter no header may have", "sk-secret–x"],
  ["empty", ""],
])("a key %s is refused before it is sent, and not repeated", async (_name, apiKey) => {
  const failure = failureOf(await said({ apiKey }));
  expect(failure).toMatchObject({ code: "model_unauthorized", retry: "no" });
  expect(JSON.stringify(failure)).not.toContain("secret");
  expect(server.requests).toEqual([]);
});

test.each(["", "api.example.com/v1", "ftp://example.com"])("the address %j is not tried twice", async (baseUrl) => {
  expect(failureOf(await said({ baseUrl }))).toMatchObject({ code: "provider_unreachable", retry: "no" });
});

test("a slash at the address's end changes nothing", async () => {
  expect((await said({ baseUrl: `${server.url}//` })).at(-1)?.type).toBe("completed");
});

test("a server that goes on talking behind the answer's end does not keep the turn", async () => {
  const completed = { type: "response.completed", response: { id: "r", status: "completed", output: [], usage: null } };
  const drips: NodeJS.Timeout[] = [];
  const talking = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write(sse(completed));
    drips.push(setInterval(() => response.write(": still here\n\n"), 50));
  });
  await new Promise<void>((resolve) => talking.listen(0, "127.0.0.1", resolve));
  const { port } = talking.address() as AddressInfo; // it listens on TCP
  try {
    const events = await said({ baseUrl: `http://127.0.0.1:${port}/v1` });
    expect(events.map(({ type }) => type)).toEqual(["completed"]);
  } finally {
    drips.forEach(clearInterval);
    talking.closeAllConnections();
    await new Promise((resolve) => talking.close(resolve));
  }
});
