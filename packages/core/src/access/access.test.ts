import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answer, patch, reason, say, startModelServer } from "@flightdeck/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSecrets, openSettings } from "../settings/index.ts";
import { type ModelEvent, type ModelRequest, personMessage } from "../agent/index.ts";
import { type Access, openAccess } from "./access.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flightdeck-access-"));
});
afterEach(() => {
  for (const access of opened.splice(0)) access.close();
  rmSync(folder, { recursive: true });
});

const opened: Access[] = [];
const open = async (environment: Record<string, string> = {}) => {
  const access = openAccess({
    settings: openSettings(join(folder, "config.toml")),
    secrets: await openSecrets(join(folder, "secrets")),
    environment: { FLIGHTDECK_LOCAL_SERVERS: "", ...environment },
  });
  opened.push(access);
  return access;
};

const originOf = ({ url }: { readonly url: string }) => new URL(url).origin;
const config = (text: string) => writeFileSync(join(folder, "config.toml"), text);

/** What one short request is answered with, by a thread's connection. */
async function said(access: Access, model: string, more: Partial<ModelRequest> = {}): Promise<readonly ModelEvent[]> {
  const connection = access.connectionFor(model);
  const request = { model, instructions: "", input: [personMessage("Hi")], tools: [], cacheKey: "thread", ...more };
  const events: ModelEvent[] = [];
  for await (const event of connection.stream(request, new AbortController().signal)) events.push(event);
  connection.close();
  return events;
}

test("without key and address the tour is what new threads use", async () => {
  const access = await open();
  expect({ model: access.defaultModel(), access: access.describe() }).toEqual({
    model: "tour",
    access: { baseUrl: "https://api.openai.com/v1", baseUrlOrigin: "default", key: "missing" },
  });
});

test("a key that was set is kept for the next start and shown by its end alone", async () => {
  await (await open()).setAccess({ key: "sk-proj-0123456789" });
  const access = await open();
  expect({ model: access.defaultModel(), access: access.describe() }).toEqual({
    model: "gpt-5.5",
    access: { baseUrl: "https://api.openai.com/v1", baseUrlOrigin: "default", key: "settings", keyEnd: "6789" },
  });
});

test("the environment outranks what was set", async () => {
  await (await open()).setAccess({ key: "sk-proj-0123456789", baseUrl: "http://127.0.0.1:1/v1" });
  const access = await open({ OPENAI_API_KEY: "sk-env-abcdefgh", OPENAI_BASE_URL: "http://127.0.0.1:2/v1" });
  expect(access.describe()).toEqual({
    baseUrl: "http://127.0.0.1:2/v1",
    baseUrlOrigin: "environment",
    key: "environment",
    keyEnd: "efgh",
  });
});

test("a check asks the provider and keeps nothing", async () => {
  await using server = await startModelServer({ key: "sk-right-key" });
  const access = await open();
  await expect(access.check({ baseUrl: server.url, key: "sk-wrong-key" })).rejects.toMatchObject({
    code: "model_unauthorized",
  });
  expect((await access.check({ baseUrl: server.url, key: "sk-right-key" })).models).toBeGreaterThan(0);
  expect(access.describe().key).toBe("missing");
});

test("without a key every model but the tour says what is missing", async () => {
  const connection = (await open()).connectionFor("gpt-5.5");
  const request = { model: "gpt-5.5", instructions: "", input: [], tools: [], cacheKey: "thread" };
  const events: unknown[] = [];
  for await (const event of connection.stream(request, new AbortController().signal)) events.push(event);
  expect(events).toMatchObject([{ type: "failed", failure: { code: "no_model_access", retry: "no" } }]);
});

test("local servers are found by their answer, with what they tell of their models", async () => {
  await using ollama = await startModelServer({
    kind: "ollama",
    models: [
      { id: "qwen3:8b", contextWindow: 40_960 },
      { id: "llava", contextWindow: 32_768, loaded: 4096, images: true },
      { id: "nomic-embed", embedding: true },
    ],
  });
  await using studio = await startModelServer({
    kind: "lmstudio",
    models: [
      { id: "gemma", contextWindow: 131_072, loaded: 8192, images: true },
      { id: "embed", embedding: true },
    ],
  });
  await using vllm = await startModelServer({ kind: "vllm", models: [{ id: "Qwen/Qwen3", contextWindow: 65_536 }] });
  await using llama = await startModelServer({ kind: "llamacpp", models: [{ id: "m.gguf", contextWindow: 16_384 }] });
  await using plain = await startModelServer({ models: ["something"] });
  const origins = [ollama, studio, vllm, llama, plain].map(originOf);
  const access = await open({ FLIGHTDECK_LOCAL_SERVERS: [...origins, "http://127.0.0.1:1"].join(",") });
  await access.refresh();
  const { providers, models } = access.list();
  const port = new URL(plain.url).port;
  expect(providers.slice(1)).toEqual([
    { id: "ollama", name: "Ollama", baseUrl: ollama.url, api: "chat", origin: "found", key: "none" },
    { id: "lmstudio", name: "LM Studio", baseUrl: studio.url, api: "chat", origin: "found", key: "none" },
    { id: "vllm", name: "vLLM", baseUrl: vllm.url, api: "chat", origin: "found", key: "none" },
    { id: "llamacpp", name: "llama.cpp", baseUrl: llama.url, api: "chat", origin: "found", key: "none" },
    {
      id: `local-${port}`,
      name: `Local server (${port})`,
      baseUrl: plain.url,
      api: "chat",
      origin: "found",
      key: "none",
    },
  ]);
  const found = models.filter(({ provider }) => provider !== "openai");
  expect(found.map(({ id, contextWindow, images, price }) => [id, contextWindow, images, price?.output])).toEqual([
    ["ollama/qwen3:8b", 40_960, false, 0],
    ["ollama/llava", 4096, true, 0],
    ["lmstudio/gemma", 8192, true, 0],
    ["vllm/Qwen/Qwen3", 65_536, false, 0],
    ["llamacpp/m.gguf", 16_384, false, 0],
    [`local-${port}/something`, 32_000, false, 0],
  ]);
  expect((await said(access, "vllm/Qwen/Qwen3")).at(-1)?.type).toBe("completed");
  expect(vllm.requests).toMatchObject([{ transport: "chat", received: { model: "Qwen/Qwen3" } }]);
});

test("a page or a silent server on a usual port is no model server, and does not hold the look up", async () => {
  const page = createServer((_request, response) => response.end("<html></html>"));
  const silent = createServer(() => undefined);
  const ports: number[] = [];
  for (const server of [page, silent]) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ports.push((server.address() as AddressInfo).port); // it listens on TCP
  }
  const access = await open({ FLIGHTDECK_LOCAL_SERVERS: ports.map((port) => `http://127.0.0.1:${port}`).join(",") });
  await access.refresh();
  expect(access.list().providers.map(({ id }) => id)).toEqual(["openai"]);
  for (const server of [page, silent]) {
    server.closeAllConnections();
    server.close();
  }
});

test("a local server is reached before it was looked for, where OLLAMA_HOST says", async () => {
  await using ollama = await startModelServer({ kind: "ollama" });
  const access = await open({ OLLAMA_HOST: originOf(ollama).replace("http://", "") });
  expect((await said(access, "ollama/qwen3")).at(-1)?.type).toBe("completed");
  expect(ollama.requests[0]?.received.model).toBe("qwen3");
});

test("a provider of the settings is used with its own key, and told with its problem", async () => {
  await using router = await startModelServer({ key: "sk-router", models: [{ id: "openai/gpt-oss" }] });
  const access = await open({ OPENAI_API_KEY: "sk-first" });
  const provider = { name: "Router", baseUrl: router.url, api: "chat" as const };
  await access.setProvider({ id: "router", provider, key: "sk-wrong" });
  await access.refresh();
  expect(access.list().providers[1]).toEqual({
    id: "router",
    name: "Router",
    baseUrl: router.url,
    api: "chat",
    origin: "settings",
    key: "settings",
    problem: "The model provider refused the key: Incorrect API key provided.",
  });
  await access.setProvider({ id: "router", provider, key: "sk-router" });
  await access.refresh();
  expect(access.list().models.map(({ id }) => id)).toContain("router/openai/gpt-oss");
  expect((await said(access, "router/openai/gpt-oss")).at(-1)?.type).toBe("completed");
  expect(router.requests[0]?.received.model).toBe("openai/gpt-oss");
  expect(router.requests[0]?.headers.authorization).toBe("Bearer sk-router");
  await access.removeProvider("router");
  expect(access.list().providers.map(({ id }) => id)).toEqual(["openai"]);
  await access.setProvider({ id: "router", provider });
  expect(access.list().providers[1]?.key).toBe("none");
});

test("no key of the first provider goes to another one's address", async () => {
  await using other = await startModelServer();
  const access = await open({ OPENAI_API_KEY: "sk-first" });
  const sent: unknown[] = [];
  await access.setProvider({ id: "other", provider: { baseUrl: other.url, api: "chat" } });
  await access.check({ baseUrl: other.url, provider: "new" });
  await said(access, "other/m");
  sent.push(...other.requests.map(({ headers }) => headers.authorization));
  expect(sent).toEqual(["Bearer none"]);
});

test("the name of the first provider is taken, and a router's ids below it go to the first one whole", async () => {
  await using router = await startModelServer();
  const access = await open({ OPENAI_BASE_URL: router.url });
  const provider = { baseUrl: router.url, api: "chat" as const };
  await expect(access.setProvider({ id: "openai", provider })).rejects.toMatchObject({ code: "input_invalid" });
  await said(access, "openai/gpt-5");
  await said(access, "anthropic/claude");
  expect(router.requests.map(({ received }) => received.model)).toEqual(["openai/gpt-5", "anthropic/claude"]);
});

test("settings add models and change what the catalog says", async () => {
  config(`
    [models."gpt-5.5"]
    contextWindow = 400000
    price = { input = 1.25, cached = 0.125, output = 10 }
    [models."lab/own"]
    name = "Our own"
    efforts = ["low", "high"]
    images = true
    [providers.lab]
    baseUrl = "http://127.0.0.1:9/v1"
    keyVariable = "LAB_KEY"
  `);
  const access = await open();
  expect(access.modelNamed("gpt-5.5")).toMatchObject({
    name: "GPT-5.5",
    contextWindow: 400_000,
    price: { input: 1.25, cached: 0.125, output: 10 },
  });
  expect(access.list().models.find(({ id }) => id === "lab/own")).toEqual({
    id: "lab/own",
    name: "Our own",
    description: "",
    provider: "lab",
    efforts: ["low", "high"],
    contextWindow: 32_000,
    images: true,
    price: { input: 0, cached: 0, output: 0 },
  });
  expect(access.list().providers[1]?.key).toBe("missing");
  expect((await open({ LAB_KEY: "sk-lab" })).list().providers[1]?.key).toBe("environment");
});

test("an effort that a model does not have becomes the nearest that it has, or none", async () => {
  await using server = await startModelServer();
  config(`
    [models.a]
    efforts = ["low", "high"]
    [models.b]
    efforts = []
  `);
  const access = await open({ OPENAI_BASE_URL: server.url });
  for (const [model, effort] of [
    ["a", "xhigh"],
    ["a", "medium"],
    ["a", "minimal"],
    ["b", "high"],
  ] as const) {
    await said(access, model, { effort });
  }
  expect(server.requests.map(({ body }) => body.reasoning?.effort)).toEqual(["high", "low", "low", undefined]);
});

test("a thread goes on when its model changes to another provider's and back", async () => {
  await using first = await startModelServer();
  await using local = await startModelServer({ kind: "ollama", models: ["qwen3"] });
  config("[provider]\nwebsocket = true");
  const access = await open({ OPENAI_BASE_URL: first.url, FLIGHTDECK_LOCAL_SERVERS: originOf(local) });
  await access.refresh();
  const connection = access.connectionFor("gpt-5.5");
  const tools = [{ type: "custom" as const, name: "apply_patch" }];
  let input: ModelRequest["input"] = [personMessage("Hi")];
  const ask = async (model: string) => {
    const events: ModelEvent[] = [];
    const request = { model, instructions: "Be brief.", input, tools, cacheKey: "thread" };
    for await (const event of connection.stream(request, new AbortController().signal)) events.push(event);
    expect(events.at(-1)?.type).toBe("completed");
    for (const event of events) {
      if (event.type !== "item.done") continue;
      input = [...input, event.item];
      if (event.item.type !== "custom_tool_call") continue;
      input = [...input, { type: "custom_tool_call_output", call_id: event.item.call_id, output: "done" }];
    }
  };
  for (const server of [first, local]) server.script([answer(reason("Hm."), patch("*** x")), answer(say("Done"))]);
  await ask("gpt-5.5");
  await ask("ollama/qwen3");
  await ask("gpt-5.5");
  connection.close();
  expect(local.requests[0]?.body.input.map((item) => item.type ?? "message")).toEqual([
    "message",
    "custom_tool_call",
    "custom_tool_call_output",
  ]);
  // Both patches, both outputs, and the reasoning that this provider sealed: not the other one's.
  expect(first.requests[1]?.body.input.map((item) => item.type ?? "message")).toEqual([
    "message",
    "reasoning",
    "custom_tool_call",
    "custom_tool_call_output",
    "custom_tool_call",
    "custom_tool_call_output",
  ]);
  expect(first.requests.map(({ transport }) => transport)).toEqual(["websocket", "websocket"]);
});

test("a key that was set while a thread is open holds from its next request on", async () => {
  await using server = await startModelServer({ key: "sk-right-key" });
  const access = await open({ OPENAI_BASE_URL: server.url });
  const connection = access.connectionFor("gpt-5.5");
  const request = { model: "gpt-5.5", instructions: "", input: [personMessage("Hi")], tools: [], cacheKey: "thread" };
  const ends: unknown[] = [];
  for (const key of ["sk-wrong-key", "sk-right-key"]) {
    await access.setAccess({ key });
    for await (const event of connection.stream(request, new AbortController().signal)) ends.push(event.type);
  }
  expect([ends[0], ends.at(-1)]).toEqual(["failed", "completed"]);
});
