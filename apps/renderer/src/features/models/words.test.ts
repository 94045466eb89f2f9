import type { Model, Provider } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { figures, localModels, modelChoices, providerId, providerTags } from "./words.ts";

const model = (id: string, more: Partial<Model> = {}): Model => ({
  id,
  name: id,
  description: "",
  efforts: [],
  contextWindow: 32_000,
  provider: "openai",
  images: false,
  ...more,
});
const provider = (id: string, more: Partial<Provider> = {}): Provider => ({
  id,
  name: id.toUpperCase(),
  baseUrl: "http://127.0.0.1:1/v1",
  api: "chat",
  origin: "found",
  key: "none",
  ...more,
});

test("models stand under their provider, in the providers' order, the tour last", () => {
  const models = [model("tour"), model("lab/b", { provider: "lab" }), model("a"), model("x", { provider: "gone" })];
  const choices = modelChoices(models, [provider("openai"), provider("lab"), provider("empty")]);
  expect(choices.map(({ value, group }) => [value, group])).toEqual([
    ["a", "OPENAI"],
    ["lab/b", "LAB"],
    ["x", "Others"],
    ["tour", "Built in"],
  ]);
});

test("figures say what is known and nothing else", () => {
  expect(figures(model("a"))).toBe("32 k tokens fit");
  expect(figures(model("a", { price: { input: 0, cached: 0, output: 0 } }))).toBe("32 k tokens fit · free");
  expect(figures(model("a", { price: { input: 0.25, cached: 0.1, output: 10 } }))).toBe(
    "32 k tokens fit · $0.25 in, $10 out per million",
  );
});

test("a provider's tags tell where it comes from and how its key stands", () => {
  expect(providerTags(provider("a"))).toEqual(["runs here", "Chat Completions"]);
  expect(providerTags(provider("a", { origin: "default", key: "environment", api: "responses" }))).toEqual([
    "key from the environment",
    "Responses",
  ]);
});

test("an id is made of a name, and is no other's", () => {
  expect(providerId("My Router!", [])).toBe("my-router");
  expect(providerId("My Router", ["my-router", "my-router-2"])).toBe("my-router-3");
  expect(providerId("日本", [])).toBe("provider");
});

test("models on this machine are those of servers that were found and have some", () => {
  const models = [model("a"), model("ollama/x", { provider: "ollama" }), model("lm/y", { provider: "lm" })];
  const found = ["ollama", "lm", "empty"].map((id) => provider(id));
  expect(localModels(models, [provider("openai", { origin: "default" }), ...found])).toEqual({
    title: "OLLAMA and LM",
    models: models.slice(1),
  });
  expect(localModels(models, [provider("ollama", { origin: "settings" })])).toEqual({ title: "", models: [] });
});
