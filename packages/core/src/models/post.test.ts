import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { post, redirected } from "./post.ts";

const never = new AbortController().signal;

async function serving(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const bodyOf = async (answer: Awaited<ReturnType<typeof post>>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
};

test("what is posted arrives whole, and so does its answer", async () => {
  await using on = await serving(async (request, response) => {
    const { method, url, headers } = request;
    const { "content-length": length, "accept-encoding": encoding, "x-name": name } = headers;
    response.writeHead(201, { "x-many": ["a", "b"] });
    response.end(JSON.stringify({ method, url, length, encoding, name, body: await text(request) }));
  });
  const answer = await post(`${on.url}/a?b=c`, { headers: { "x-name": "n" }, body: "Ünïcode" }, never);
  const { ok, status, headers } = answer;
  expect({
    ok,
    status,
    many: headers.get("x-many"),
    none: headers.get("x-none"),
    said: JSON.parse(await bodyOf(answer)),
  }).toEqual({
    ok: true,
    status: 201,
    many: "a, b",
    none: null,
    said: { method: "POST", url: "/a?b=c", length: "9", encoding: "identity", name: "n", body: "Ünïcode" },
  });
});

test("a signal that aborts behind its request leaves the connection to the next one", async () => {
  const ports = new Set<number | undefined>();
  await using on = await serving((request, response) => {
    ports.add(request.socket.remotePort);
    response.end("ok");
  });
  const first = new AbortController();
  await bodyOf(await post(on.url, { headers: {}, body: "" }, first.signal));
  const second = await post(on.url, { headers: {}, body: "" }, never);
  first.abort();
  expect([await bodyOf(second), ports.size]).toEqual(["ok", 1]);
});

test("a signal ends the wait for an answer, and the answer", async () => {
  await using on = await serving((request, response) => {
    if (request.url === "/begins") response.write("begun");
  });
  const waiting = new AbortController();
  const reached = once(on.server, "request");
  const answer = post(on.url, { headers: {}, body: "" }, waiting.signal);
  await reached;
  waiting.abort();
  await expect(answer).rejects.toThrow("stopped");
  await expect(post(on.url, { headers: {}, body: "" }, AbortSignal.abort())).rejects.toThrow("stopped");

  const reading = new AbortController();
  const begun = await post(`${on.url}/begins`, { headers: {}, body: "" }, reading.signal);
  const read = bodyOf(begun);
  reading.abort();
  await expect(read).rejects.toThrow();
});

test("a signal that aborts when all has come and nothing was read ends the answer alone", async () => {
  await using on = await serving((_request, response) => void response.end("all of it"));
  const stop = new AbortController();
  const { body } = await post(on.url, { headers: {}, body: "" }, stop.signal);
  const read = body?.[Symbol.asyncIterator]();
  expect((await read?.next())?.done).toBe(false);
  await setImmediate();
  stop.abort();
  await setImmediate();
  expect(await bodyOf(await post(on.url, { headers: {}, body: "" }, never))).toBe("all of it");
});

test("a redirect that keeps the request is followed, without the key to another place", async () => {
  const keys: unknown[] = [];
  await using there = await serving(async (request, response) => {
    keys.push(request.headers.authorization);
    response.end(await text(request));
  });
  await using here = await serving((request, response) => {
    keys.push(request.headers.authorization);
    const location = { "/": "/near", "/near": `${there.url}/far`, "/round": "/round" }[request.url ?? ""];
    response.writeHead(308, { location: location ?? "ftp://example.com/" }).end();
  });
  const headers = { authorization: "Bearer k" };
  expect(await bodyOf(await post(here.url, { headers, body: "same" }, never))).toBe("same");
  expect(keys).toEqual(["Bearer k", "Bearer k", undefined]);
  expect((await post(`${here.url}/round`, { headers, body: "" }, never)).status).toBe(308);
  await expect(post(`${here.url}/odd`, { headers, body: "" }, never)).rejects.toThrow("no http address");
});

test("an address where nobody is says so", async () => {
  const on = await serving(() => undefined);
  await on[Symbol.asyncDispose]();
  await expect(post(on.url, { headers: {}, body: "" }, never)).rejects.toThrow("ECONNREFUSED");
});

test("no redirect leads from an encrypted address to one that is not", () => {
  const from = { url: new URL("https://example.com/v1/responses"), headers: { authorization: "Bearer k", a: "b" } };
  expect(redirected(from, "/v2")).toEqual({ ...from, url: new URL("https://example.com/v2") });
  expect(redirected(from, "https://other.example/")).toEqual({
    url: new URL("https://other.example/"),
    headers: { a: "b" },
  });
  expect(() => redirected(from, "http://example.com/v1/responses")).toThrow("not encrypted");
});

test("a server that would rather speak another protocol has given no answer", async () => {
  await using on = await serving(() => undefined);
  on.server.on("connection", (socket) =>
    socket.end("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n"),
  );
  await expect(post(on.url, { headers: {}, body: "" }, never)).rejects.toThrow("without an answer");
});
