import { startModelServer } from "@flightdeck/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkAccess } from "./index.ts";

let server: Awaited<ReturnType<typeof startModelServer>>;
beforeAll(async () => {
  server = await startModelServer({ key: "sk-right", models: ["gpt-5.5", "gpt-5.4"] });
});
afterAll(() => server.close());

test("a key that works gets the number of models", async () => {
  const access = await checkAccess({ apiKey: "sk-right", baseUrl: server.url });
  expect(access).toEqual({ models: 2, milliseconds: expect.any(Number) });
});

test("a wrong key is told apart from a provider that cannot be reached", async () => {
  await expect(checkAccess({ apiKey: "sk-wrong", baseUrl: server.url })).rejects.toMatchObject({
    code: "model_unauthorized",
    detail: "Incorrect API key provided.",
  });
  const gone = await startModelServer();
  await gone.close();
  await expect(checkAccess({ apiKey: "sk-right", baseUrl: gone.url })).rejects.toMatchObject({
    code: "provider_unreachable",
    detail: expect.stringContaining("ECONNREFUSED"),
  });
});

test("an address that answers with something else is not a provider", async () => {
  const { origin } = new URL(server.url);
  await expect(checkAccess({ apiKey: "sk-right", baseUrl: `${origin}/elsewhere` })).rejects.toMatchObject({
    code: "provider_unreachable",
  });
  const page = async () => new Response("<html></html>");
  await expect(checkAccess({ apiKey: "sk-right", baseUrl: server.url, fetch: page })).rejects.toMatchObject({
    code: "provider_unreachable",
    detail: "The address answers, but not with a list of models",
  });
});

test("a key with characters that no key has is refused without being repeated", async () => {
  await expect(checkAccess({ apiKey: "sk-\nsecret", baseUrl: server.url })).rejects.toMatchObject({
    code: "model_unauthorized",
    detail: expect.not.stringContaining("secret"),
  });
});
