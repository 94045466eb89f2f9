import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import {
  answer,
  broken,
  call,
  missed,
  paced,
  reason,
  refuse,
  say,
  startModelServer,
  tooMany,
} from "@flightdeck/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type ModelConnection, personMessage } from "../agent/index.ts";
import { responsesConnection } from "./responsesConnection.ts";
import { brief, endpoint, itemsOf, listen, outputOf, request } from "./testing/conversation.ts";

let server: Awaited<ReturnType<typeof startModelServer>>;
const opened: ModelConnection[] = [];
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => server.reset());
afterEach(() => {
  for (const connection of opened.splice(0)) connection.close();
});

function open(options: Parameters<typeof responsesConnection>[1] = {}, more: Parameters<typeof endpoint>[1] = {}) {
  const connection = responsesConnection(endpoint(server.url, more), options);
  opened.push(connection);
  return connection;
}

const transports = () => server.requests.map(({ transport }) => transport);
const inputs = () => server.requests.map(({ received }) => received.input);

test("the first request over a socket is whole, as an object", async () => {
  server.script([answer(say("Hello"))]);
  await listen(open(), { effort: "low" });
  expect(server.requests[0]?.received).toEqual({
    type: "response.create",
    model: "gpt-5.5",
    instructions: "Be brief.",
    tools: [],
    tool_choice: "auto",
    parallel_tool_calls: true,
    reasoning: { effort: "low", summary: "auto" },
    include: ["reasoning.encrypted_content"],
    store: false,
    prompt_cache_key: "thread-1",
    input: request.input,
  });
  expect(server.requests[0]?.headers).toMatchObject({ authorization: "Bearer sk-test", "user-agent": "flightdeck" });
});

test("a tool turn sends the tools' outputs alone, and stands for the whole conversation", async () => {
  server.script([answer(reason("Hm."), call("look", { n: 1 }), call("look", { n: 2 })), answer(say("Done"))]);
  const connection = open();
  const said = itemsOf(await listen(connection));
  const calls = said.filter(({ type }) => type === "function_call");
  const ids = calls.map((item) => ("call_id" in item ? String(item.call_id) : ""));
  // The loop keeps each output right behind its call.
  const tail = calls.flatMap((item, index) => [item, outputOf(ids[index] ?? "")]);
  const input = [...request.input, ...said.filter(({ type }) => type === "reasoning"), ...tail];
  await listen(connection, { input });
  expect(server.requests[1]?.received).toMatchObject({
    previous_response_id: "resp_0",
    input: [outputOf(ids[0] ?? ""), outputOf(ids[1] ?? "")],
  });
  expect(server.requests[1]?.body.input).toEqual([
    ...request.input,
    ...said,
    outputOf(ids[0] ?? ""),
    outputOf(ids[1] ?? ""),
  ]);
  expect(new Set(server.requests.map(({ port }) => port)).size).toBe(1);
});

test.each([
  ["another effort", { effort: "high" }],
  ["other tools", { tools: [{ type: "custom" as const, name: "apply_patch" }] }],
  ["a rewritten beginning", { input: [personMessage("Hi!"), personMessage("More")] }],
  ["nothing new", { input: request.input }],
  ["a shorter conversation", { input: [] }],
])("%s makes the next request whole", async (_name, change) => {
  const connection = open();
  const said = itemsOf(await listen(connection));
  const input = [...request.input, ...said, personMessage("More")];
  await listen(connection, { input, ...change });
  expect(server.requests[1]?.received).not.toHaveProperty("previous_response_id");
  expect(inputs()[1]).toEqual({ input, ...change }.input);
});

test("a conversation that was read from disk is continued like one that stayed in memory", async () => {
  const connection = open();
  const said = itemsOf(await listen(connection));
  const kept = JSON.parse(JSON.stringify([...request.input, ...said])) as typeof request.input;
  await listen(connection, { input: [...kept, personMessage("More")] });
  expect(inputs()[1]).toEqual([personMessage("More")]);
});

test("a server that forgot the last answer gets the whole conversation at once, and nobody notices", async () => {
  const connection = open();
  const input = [...request.input, ...itemsOf(await listen(connection)), personMessage("More")];
  server.script((_request, n) =>
    n === 0 ? refuse(400, { code: "previous_response_not_found", message: "Not found." }) : answer(say("Again")),
  );
  expect(brief(await listen(connection, { input }))).toEqual(["text.started", "item.done message", "completed"]);
  expect(inputs().slice(1)).toEqual([[personMessage("More")], input]);
});

test("a connection that was closed meanwhile is opened again, and nobody notices", async () => {
  const connection = open();
  const input = [...request.input, ...itemsOf(await listen(connection)), personMessage("More")];
  server.script([broken(answer(say("Lost")), "reset", "start"), answer(say("Here"))]);
  expect(brief(await listen(connection, { input }))).toEqual(["text.started", "item.done message", "completed"]);
  expect(inputs()[2]).toEqual(input);
  expect(transports()).toEqual(["websocket", "websocket", "websocket"]);
});

test.each([
  ["cut", "failed model_failed stream"],
  ["reset", "failed model_failed stream"],
  ["malformed", "failed model_failed stream"],
] as const)("an answer that ends with %s is told as broken, and the next request is whole", async (how, end) => {
  server.script([broken(answer(say("Hello there, all of you")), how, "text"), answer(say("Again"))]);
  const connection = open();
  expect(brief(await listen(connection)).at(-1)).toBe(end);
  expect(brief(await listen(connection)).at(-1)).toBe("completed");
  expect(inputs()).toEqual([request.input, request.input]);
});

test("silence is broken off, and so is a connection whose other side is gone", async () => {
  server.script([broken(answer(say("Hello")), "stall", "text"), broken(answer(say("Hello")), "half-open", "text")]);
  expect(brief(await listen(open({ idleMs: 30 }))).at(-1)).toBe("failed model_failed stream");
  expect((await listen(open({ pingMs: 20 }))).at(-1)).toMatchObject({
    failure: { code: "model_failed", detail: "The other side no longer answers" },
  });
});

test("what the provider refuses is told like over HTTP, and is not the transport's fault", async () => {
  server.script([
    tooMany(7),
    refuse(401, { code: "invalid_api_key" }),
    refuse(400, { code: "context_length_exceeded" }),
    refuse(500),
    refuse(503),
    refuse(503),
    answer(say("Well")),
  ]);
  const connection = open();
  const failures: unknown[] = [];
  for (let n = 0; n < 6; n += 1) {
    const last = (await listen(connection)).at(-1);
    failures.push(last?.type === "failed" ? [last.failure.code, last.failure.retry, last.failure.retryAfterMs] : last);
  }
  expect(failures).toEqual([
    ["rate_limited", "request", 7000],
    ["model_unauthorized", "no", undefined],
    ["context_exceeded", "no", undefined],
    ["model_failed", "request", undefined],
    ["model_failed", "request", undefined],
    ["model_failed", "request", undefined],
  ]);
  expect(brief(await listen(connection)).at(-1)).toBe("completed");
  expect(new Set(transports())).toEqual(new Set(["websocket"]));
});

test("an account without summaries of reasoning is asked again without, over the same socket", async () => {
  server.script(({ body }) =>
    body.reasoning?.summary === "auto" ? refuse(400, { message: "reasoning summaries need verification" }) : undefined,
  );
  const connection = open();
  expect(brief(await listen(connection)).at(-1)).toBe("completed");
  await listen(connection);
  expect(server.requests.map(({ body }) => body.reasoning)).toEqual([{ summary: "auto" }, {}, {}]);
});

test.each([404, 426, 403])("a handshake refused with %i falls back to HTTP once, and says so once", async (status) => {
  server.refuseWebSockets(status);
  const connection = open();
  expect(brief(await listen(connection))).toEqual(["fallback", "text.started", "item.done message", "completed"]);
  server.refuseWebSockets(undefined);
  expect(brief(await listen(connection))).toEqual(["text.started", "item.done message", "completed"]);
  expect(transports()).toEqual(["responses", "responses"]);
});

test("a handshake that the provider is too busy for is tried again, and a wrong key is told", async () => {
  const connection = open();
  server.refuseWebSockets(503);
  expect(brief(await listen(connection))).toEqual(["failed model_failed request"]);
  server.refuseWebSockets(401);
  expect(brief(await listen(connection))).toEqual(["failed model_unauthorized no"]);
  server.refuseWebSockets(undefined);
  expect(brief(await listen(connection)).at(-1)).toBe("completed");
  expect(transports()).toEqual(["websocket"]);
});

test("a handshake that hangs falls back to HTTP", async () => {
  const held: { destroy(): void }[] = [];
  const deaf = createServer((stream) => {
    held.push(stream);
    stream.once("data", (data) => {
      if (/upgrade: websocket/i.test(String(data))) return;
      stream.end("HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n");
    });
  });
  await new Promise<void>((resolve) => deaf.listen(0, "127.0.0.1", resolve));
  const { port } = deaf.address() as AddressInfo; // it listens on TCP
  const connection = responsesConnection(endpoint(`http://127.0.0.1:${port}/v1`), { connectMs: 30 });
  expect(brief(await listen(connection))).toEqual(["fallback", "failed model_unauthorized no"]);
  for (const stream of held) stream.destroy();
  deaf.close();
});

test("a transport that breaks four times in a row is given up for good", async () => {
  server.script(({ transport }) =>
    transport === "websocket" ? broken(answer(say("Hello there")), "cut", "text") : answer(say("Whole")),
  );
  const connection = open();
  const ends: (string | undefined)[] = [];
  for (let n = 0; n < 6; n += 1) ends.push(brief(await listen(connection)).find((one) => !/^(text|item)/.test(one)));
  expect(ends).toEqual([...Array<string>(4).fill("failed model_failed stream"), "fallback", "completed"]);
  expect(transports().slice(4)).toEqual(["responses", "responses"]);
});

test("a whole answer between them makes failures begin anew", async () => {
  let n = 0;
  server.script(() => (n++ % 4 === 3 ? answer(say("Whole")) : broken(answer(say("Hello there")), "cut", "text")));
  const connection = open();
  for (let turn = 0; turn < 12; turn += 1) await listen(connection);
  expect(new Set(transports())).toEqual(new Set(["websocket"]));
});

test("a provider that cannot be reached at all is told as such", async () => {
  const gone = await startModelServer();
  await gone.close();
  const connection = responsesConnection(endpoint(gone.url));
  expect(brief(await listen(connection))).toEqual(["failed provider_unreachable request"]);
});

test("stopping closes the connection, and the next request opens it again whole", async () => {
  server.script([broken(answer(say("Hello there")), "stall", "text"), answer(say("Here"))]);
  const connection = open();
  const stop = new AbortController();
  const events = await listen(
    connection,
    {},
    ({ type }) => (type === "text.delta" ? stop.abort() : undefined),
    stop.signal,
  );
  expect(brief(events)).toEqual(["text.started"]);
  expect(brief(await listen(connection)).at(-1)).toBe("completed");
  expect(new Set(server.requests.map(({ port }) => port)).size).toBe(2);
  expect(await listen(connection, {}, undefined, AbortSignal.abort())).toEqual([]);
});

test("warming sends the request without asking for output; the turn then sends what is new", async () => {
  const connection = open();
  connection.prewarm(request);
  const input = [...request.input, personMessage("Do it")];
  await listen(connection, { input });
  expect(server.warmups.map(({ received }) => received)).toMatchObject([{ generate: false, input: request.input }]);
  expect(server.requests[0]?.received).toMatchObject({
    previous_response_id: "resp_0",
    input: [personMessage("Do it")],
  });
  expect(server.requests[0]?.received).not.toHaveProperty("generate");
  expect(server.requests[0]?.body.input).toEqual(input);
});

test("a connection is opened ahead without a request, and serves the first one", async () => {
  const connection = open();
  connection.prewarm();
  connection.prewarm();
  expect(brief(await listen(connection)).at(-1)).toBe("completed");
  expect(server.warmups).toEqual([]);
  expect(inputs()).toEqual([request.input]);
  server.refuseWebSockets(404);
  const refused = open();
  refused.prewarm();
  expect(brief(await listen(refused)).at(0)).toBe("fallback");
});

test("warming that takes too long does not hold the turn up", async () => {
  await using slow = await startModelServer({ pace: 30 });
  const connection = responsesConnection(endpoint(slow.url), { warmMs: 10 });
  connection.prewarm(request);
  expect(brief(await listen(connection)).at(-1)).toBe("completed");
  expect(slow.requests.map(({ received }) => received.input)).toEqual([request.input]);
  connection.close();
});

test("a second request beside the one that runs goes over HTTP", async () => {
  server.script([broken(answer(say("Hello there")), "stall", "text"), answer(say("Aside"))]);
  const connection = open();
  const first = listen(connection);
  await server.requested(1);
  expect(brief(await listen(connection, { input: [personMessage("Aside")] })).at(-1)).toBe("completed");
  server.release();
  expect(brief(await first).at(-1)).toBe("completed");
  expect(transports()).toEqual(["websocket", "responses"]);
});

test("an unused connection closes after a while", async () => {
  const connection = open({ restMs: 10 });
  const input = [...request.input, ...itemsOf(await listen(connection)), personMessage("More")];
  await new Promise((resolve) => setTimeout(resolve, 40));
  await listen(connection, { input });
  expect(server.requests.map(({ port }) => port)[0]).not.toBe(server.requests[1]?.port);
  expect(inputs()[1]).toEqual(input);
});

test("the cache's diagnostics are asked for once there is something to compare with, and kept", async () => {
  server.script([answer(say("One")), missed(answer(say("Two")), "tools_changed", 1200), answer(say("Three"))]);
  const connection = open();
  const reports: unknown[] = [];
  for (let n = 0; n < 3; n += 1) {
    const last = (await listen(connection, { model: "gpt-5.6-sol" })).at(-1);
    reports.push(last?.type === "completed" ? last.cache : last);
  }
  expect(reports).toEqual([undefined, { hit: false, reason: "tools_changed", missedTokens: 1200 }, { hit: true }]);
  expect(server.requests.map(({ received }) => received.prompt_cache_options)).toEqual([
    undefined,
    { comparison_response_id: "resp_0" },
    { comparison_response_id: "resp_1" },
  ]);
});

test("a provider that refuses to diagnose its cache is not asked again", async () => {
  for (const websocket of [true, false]) {
    server.reset();
    server.script(({ body }) =>
      body.prompt_cache_options === undefined
        ? undefined
        : refuse(400, { code: "unknown_parameter", message: "Unknown parameter: 'prompt_cache_options'." }),
    );
    const connection = open({}, { websocket });
    for (let n = 0; n < 3; n += 1)
      expect(brief(await listen(connection, { model: "gpt-6-sol" })).at(-1)).toBe("completed");
    expect(server.requests.map(({ body }) => body.prompt_cache_options === undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  }
});

test("reasoning that this provider cannot read is left out once it said so", async () => {
  const foreign = { type: "reasoning" as const, id: "rs_other", summary: [], encrypted_content: "sealed-elsewhere" };
  const plain = {
    type: "reasoning" as const,
    id: "",
    summary: [],
    content: [{ type: "reasoning_text" as const, text: "Hm" }],
  };
  for (const websocket of [true, false]) {
    server.reset();
    server.script(({ body }) =>
      JSON.stringify(body.input).includes("sealed-elsewhere")
        ? refuse(400, { code: "invalid_encrypted_content", message: "The encrypted content could not be verified." })
        : undefined,
    );
    const connection = open({}, { websocket });
    const input = [foreign, plain, ...request.input];
    expect(brief(await listen(connection, { input })).at(-1)).toBe("completed");
    expect(inputs()).toEqual([[foreign, ...request.input], request.input]);
  }
});

test("the compact endpoint makes a prompt shorter, and one that is not there is not asked again", async () => {
  const connection = open();
  const { compact } = connection;
  const input = [personMessage("One"), outputOf("call"), personMessage("Two")];
  expect(await compact?.({ ...request, input }, new AbortController().signal)).toEqual({
    type: "compacted",
    prompt: [
      personMessage("One"),
      personMessage("Two"),
      { id: "cmp_1", type: "compaction", encrypted_content: "sealed-compaction-1" },
    ],
    usage: { input: 300, cached: 0, output: 50, reasoning: 0, context: 350 },
  });
  expect(server.compactions).toEqual([
    { model: "gpt-5.5", instructions: "Be brief.", prompt_cache_key: "thread-1", input },
  ]);
  server.compacts(tooMany(3));
  expect(await compact?.(request, new AbortController().signal)).toMatchObject({
    type: "failed",
    failure: { code: "rate_limited", retryAfterMs: 3000 },
  });
  server.compacts(false);
  expect(await compact?.(request, new AbortController().signal)).toMatchObject({ failure: { retry: "no" } });
  expect(connection.compact).toBeUndefined();
  expect(open({}, { original: false }).compact).toBeUndefined();
});

test("a paced answer arrives as it is said", async () => {
  server.script([paced(answer(say("word ".repeat(20), 20)), 2)]);
  const events = await listen(open());
  expect(events.filter(({ type }) => type === "text.delta")).toHaveLength(20);
});
