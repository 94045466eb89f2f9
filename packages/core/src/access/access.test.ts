import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startModelServer } from "@flightdeck/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSecrets, openSettings } from "../settings/index.ts";
import { openAccess } from "./access.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flightdeck-access-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = async (environment: Record<string, string> = {}) =>
  openAccess({
    settings: openSettings(join(folder, "config.toml")),
    secrets: await openSecrets(join(folder, "secrets")),
    environment,
  });

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
