import { createServer, request } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { createHash } from "node:crypto";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { createAllowance } from "./allowance.ts";
import { type HookAnswer, type HookRequest, MOST_BYTES, serveHooks } from "./hookServer.ts";
import { hashOf } from "./token.ts";

const accepted: HookAnswer = { kind: "accepted", runIds: ["run_1"] };

async function serving(given: { readonly answer?: HookAnswer; readonly now?: () => number } = {}) {
  const fired: [string, HookRequest][] = [];
  const failures: unknown[] = [];
  const server = await serveHooks({
    port: 0,
    now: given.now ?? (() => 0),
    report: (_message, error) => failures.push(error),
    hooks: {
      hashOf: (id) => (id === "automation_1" ? hashOf("right") : undefined),
      fire: (id, asked) => {
        fired.push([id, asked]);
        return given.answer ?? accepted;
      },
    },
  });
  const ask = async (
    headers: Readonly<Record<string, string>> = {},
    { body = "", method = "POST", path = "/hooks/automation_1" } = {},
  ) => {
    const asking = request({ port: server.port, host: "127.0.0.1", method, path, agent: false, headers });
    asking.end(body);
    const [response] = await once(asking, "response");
    return { code: response.statusCode as number, headers: response.headers, body: await text(response) };
  };
  return { ...server, ask, fired, failures, [Symbol.asyncDispose]: server.close };
}

const right = { authorization: "Bearer right" };

test("a request with the token begins a run, and its body goes along as it came", async () => {
  await using on = await serving();
  const json = await on.ask({ ...right, "content-type": "application/json; charset=utf-8" }, { body: '{"a": "ä"}' });
  const words = await on.ask({ ...right, "idempotency-key": "deploy-7" }, { body: "deployed\n" });
  const none = await on.ask(right);
  expect([json, words, none].map(({ code, body }) => [code, JSON.parse(body)])).toEqual(
    [1, 2, 3].map(() => [202, { runIds: ["run_1"] }]),
  );
  const key = createHash("sha256").update("deploy-7").digest("hex");
  expect(on.fired).toEqual([
    ["automation_1", { payload: '{"a": "ä"}' }],
    ["automation_1", { payload: "deployed", key }],
    ["automation_1", {}],
  ]);
});

test("who has no right token learns the same of every automation, whether there is one or not", async () => {
  await using on = await serving();
  const there = { path: "/hooks/automation_1" };
  const not = { path: "/hooks/automation_2" };
  const headers: Record<string, string>[] = [
    {},
    { authorization: "Bearer wrong" },
    { authorization: "Basic right" },
    { authorization: "Bearer " },
  ];
  const answers = await Promise.all(headers.flatMap((given) => [on.ask(given, there), on.ask(given, not)]));
  const withRight = await on.ask(right, not);
  const told = (one: { code: number; headers: object; body: string }) => [one.code, one.body, Object.keys(one.headers)];
  const [first, ...others] = [...answers, withRight].map(told);
  expect(first?.slice(0, 2)).toEqual([401, '{"error":"the token is not right"}\n']);
  for (const other of others) expect(other).toEqual(first);
  expect(on.fired).toEqual([]);
});

test.each([
  ["another host's name", { host: "evil.example" }, {}, 403],
  ["a page's origin", { origin: "http://127.0.0.1" }, {}, 403],
  ["a browser", { "sec-fetch-site": "same-origin" }, {}, 403],
  ["a method that asks", {}, { method: "GET" }, 405],
  ["another path", {}, { path: "/hooks/automation_1/../automation_1" }, 404],
  ["a query", {}, { path: "/hooks/automation_1?token=right" }, 404],
  ["a body that is too large", {}, { body: "x".repeat(MOST_BYTES + 1) }, 413],
  [
    "a body that says too little of its length",
    { "transfer-encoding": "chunked" },
    { body: "x".repeat(MOST_BYTES + 1) },
    413,
  ],
  ["a form with files", { "content-type": "multipart/form-data" }, { body: "x" }, 415],
  ["a compressed body", { "content-encoding": "gzip" }, { body: "x" }, 415],
  ["what is no JSON", { "content-type": "application/json" }, { body: "{" }, 400],
  ["an endless key", { "idempotency-key": "k".repeat(201) }, {}, 400],
] as const)("%s is refused, with the right token too", async (_what, headers, asked, code) => {
  await using on = await serving();
  expect([(await on.ask({ ...right, ...headers }, asked)).code, on.fired, on.failures]).toEqual([code, [], []]);
});

test("a body of the largest size is taken, and bytes that are no text are not", async () => {
  await using on = await serving();
  const largest = await on.ask(right, { body: "x".repeat(MOST_BYTES) });
  const asking = request({
    port: on.port,
    host: "127.0.0.1",
    method: "POST",
    path: "/hooks/automation_1",
    headers: right,
  });
  asking.end(Buffer.from([0xff, 0xfe]));
  const [response] = await once(asking, "response");
  response.resume();
  expect([largest.code, response.statusCode]).toEqual([202, 400]);
});

test("what was skipped, and what was asked for before, are told apart from what begins", async () => {
  await using skipped = await serving({
    answer: { kind: "refused", runIds: ["run_2"], reason: "another run is at work" },
  });
  await using again = await serving({ answer: { kind: "repeated", runIds: ["run_1"] } });
  const answers = [await skipped.ask(right), await again.ask(right)];
  expect(answers.map(({ code, body }) => [code, JSON.parse(body)])).toEqual([
    [409, { runIds: ["run_2"], reason: "another run is at work" }],
    [200, { runIds: ["run_1"] }],
  ]);
});

test("requests are counted by the minute, and wrong ones do not use up what right ones have", async () => {
  let now = 0;
  await using on = await serving({ now: () => now });
  const codes = async (count: number, headers: Record<string, string>) => {
    const all: number[] = [];
    for (let n = 0; n < count; n += 1) all.push((await on.ask(headers)).code);
    return [...new Set(all)];
  };
  expect(await codes(60, { authorization: "Bearer wrong" })).toEqual([401]);
  expect(await codes(2, { authorization: "Bearer wrong" })).toEqual([429]);
  expect(await codes(30, right)).toEqual([202]);
  const late = await on.ask(right);
  now = 2_000;
  expect([late.code, late.headers["retry-after"], await codes(2, right)]).toEqual([429, "2", [202, 429]]);
});

test("a clock that is set back gives nobody more", () => {
  let now = 100_000;
  const allowance = createAllowance({ perMinute: 1, now: () => now });
  const taken = [allowance.take("a"), allowance.take("a")];
  now = 0;
  taken.push(allowance.take("a"), allowance.take("b"));
  expect(taken).toEqual([undefined, 60, 60, undefined]);
});

test("what is no HTTP, and who goes away in the middle, harm nobody", async () => {
  await using on = await serving();
  const noise = connect(on.port, "127.0.0.1");
  noise.on("error", () => undefined);
  noise.end("\0\0\0\r\n\r\n");
  await once(noise, "close");
  const half = connect(on.port, "127.0.0.1");
  half.on("error", () => undefined);
  half.write(
    "POST /hooks/automation_1 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer right\r\nContent-Length: 9\r\n\r\nhal",
  );
  await once(half, "connect");
  half.destroy();
  expect([(await on.ask(right)).code, on.failures]).toEqual([202, []]);
});

test("a port that is taken is told", async () => {
  const other = createServer();
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as { port: number }; // a server on a port
  await expect(
    serveHooks({
      port,
      hooks: { hashOf: () => undefined, fire: () => accepted },
      now: () => 0,
      report: () => undefined,
    }),
  ).rejects.toMatchObject({ code: "EADDRINUSE" });
  other.close();
});
