import { z } from "zod";
import { boundedJson } from "./bounds.ts";
import { type OfferedModel, offeredModels } from "./offered.ts";

/** A model server on this machine that answered. */
export interface LocalServer {
  readonly id: string;
  readonly name: string;
  /** Up to and with the version. */
  readonly baseUrl: string;
  readonly models: readonly OfferedModel[];
}

const names = { ollama: "Ollama", lmstudio: "LM Studio", vllm: "vLLM", llamacpp: "llama.cpp" } as const;
type Kind = keyof typeof names;

/** Where each kind listens when nobody says otherwise. */
const usual: Readonly<Record<Kind, string>> = {
  ollama: "http://127.0.0.1:11434",
  lmstudio: "http://127.0.0.1:1234",
  vllm: "http://127.0.0.1:8000",
  llamacpp: "http://127.0.0.1:8080",
};

export interface LocalAddresses {
  /** The origins to look at. */
  readonly origins: readonly string[];
  /** Where a kind of server is reached before it was looked for, by its id. */
  readonly usual: Readonly<Record<string, { readonly name: string; readonly baseUrl: string }>>;
}

/** OLLAMA_HOST is what Ollama itself goes by; FLIGHTDECK_LOCAL_SERVERS names the origins to look at instead, or none. */
export function localAddresses(environment: Readonly<Record<string, string | undefined>>): LocalAddresses {
  const ollama = ollamaOrigin(environment.OLLAMA_HOST) ?? usual.ollama;
  const origins = { ...usual, ollama };
  const asked = environment.FLIGHTDECK_LOCAL_SERVERS?.split(",").map((origin) => origin.trim().replace(/\/+$/, ""));
  return {
    origins: asked?.filter((origin) => URL.canParse(origin)) ?? Object.values(origins),
    usual: Object.fromEntries(
      (Object.keys(names) as Kind[]).map((kind) => [kind, { name: names[kind], baseUrl: `${origins[kind]}/v1` }]), // its own keys
    ),
  };
}

function ollamaOrigin(host: string | undefined): string | undefined {
  if (host === undefined || host.trim() === "") return undefined;
  const text = /^https?:\/\//.test(host.trim()) ? host.trim() : `http://${host.trim()}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  // What a server listens on is not always what a client can call.
  if (url.hostname === "0.0.0.0" || url.hostname === "[::]") url.hostname = "127.0.0.1";
  if (url.port === "" && !/:\d+$/.test(host.trim())) url.port = "11434";
  return url.origin;
}

const patienceMs = 800;

/** Looks at every origin at once. What answers like a model server comes back, known by its answer, not by its port. */
export async function findLocalServers(origins: readonly string[], signal: AbortSignal): Promise<LocalServer[]> {
  const found = await Promise.all(origins.map((origin) => lookAt(origin, signal)));
  const taken = new Set<string>();
  return found
    .filter((server) => server !== undefined)
    .map((server) => {
      const id = taken.has(server.id) ? `${server.id}-${new URL(server.baseUrl).port}` : server.id;
      taken.add(server.id);
      return { ...server, id };
    });
}

async function lookAt(origin: string, signal: AbortSignal): Promise<LocalServer | undefined> {
  const baseUrl = `${origin}/v1`;
  const offer = await offeredModels({ baseUrl, apiKey: "none" }, patienceMs, signal);
  if (offer.type === "problem") return undefined;
  const { models } = offer;
  const known = (kind: Kind, its: readonly OfferedModel[]): LocalServer => ({
    id: kind,
    name: names[kind],
    baseUrl,
    models: its,
  });
  const [owner] = models.flatMap(({ ownedBy }) => ownedBy ?? []);
  if (owner === "vllm") return known("vllm", models);
  if (owner === "llamacpp") return known("llamacpp", await ofLlamaCpp(origin, models, signal));
  const [ollama, lmStudio] = await Promise.all([ofOllama(origin, signal), ofLmStudio(origin, signal)]);
  if (ollama !== undefined) return known("ollama", ollama);
  if (lmStudio !== undefined) return known("lmstudio", lmStudio);
  const { port } = new URL(origin);
  return { id: `local-${port}`, name: `Local server (${port})`, baseUrl, models };
}

async function ask<T>(url: string, shape: z.ZodType<T>, signal: AbortSignal, body?: object): Promise<T | undefined> {
  try {
    const response = await fetch(url, {
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
    return response.ok ? shape.safeParse(await boundedJson(response)).data : undefined;
  } catch {
    return undefined; // it is another kind of server, or has gone
  }
}

const length = z.number().positive().optional().catch(undefined);

const OllamaTags = z.object({ models: z.array(z.object({ model: z.string().min(1) })) });
const OllamaRunning = z.object({ models: z.array(z.object({ model: z.string(), context_length: length })) });
const OllamaModel = z.object({
  capabilities: z.array(z.string()).optional(),
  model_info: z.record(z.string(), z.unknown()).optional(),
  parameters: z.string().optional(),
});

/** Each of them is asked about on its own. */
const MOST_ASKED = 200;

/** What Ollama can answer with, and how long its context is: as it runs now, as it was set, as the model allows. */
async function ofOllama(origin: string, signal: AbortSignal): Promise<OfferedModel[] | undefined> {
  const tags = await ask(`${origin}/api/tags`, OllamaTags, signal);
  if (tags === undefined) return undefined;
  const running = await ask(`${origin}/api/ps`, OllamaRunning, signal);
  const models = await Promise.all(
    tags.models.slice(0, MOST_ASKED).map(async ({ model }): Promise<OfferedModel[]> => {
      const shown = await ask(`${origin}/api/show`, OllamaModel, signal, { model });
      if (shown?.capabilities?.includes("completion") === false) return [];
      const now = running?.models.find((one) => one.model === model)?.context_length;
      const set = Number(/^num_ctx\s+(\d+)/m.exec(shown?.parameters ?? "")?.[1]) || undefined;
      const most = Object.entries(shown?.model_info ?? {}).find(([name]) => name.endsWith(".context_length"))?.[1];
      const contextWindow = now ?? set ?? (typeof most === "number" ? most : undefined);
      return [
        {
          id: model,
          images: shown?.capabilities?.includes("vision") ?? false,
          ...(contextWindow === undefined ? {} : { contextWindow }),
        },
      ];
    }),
  );
  return models.flat();
}

const LmStudioModels = z.object({
  data: z.array(
    z.object({ id: z.string().min(1), type: z.string(), max_context_length: length, loaded_context_length: length }),
  ),
});

async function ofLmStudio(origin: string, signal: AbortSignal): Promise<OfferedModel[] | undefined> {
  const list = await ask(`${origin}/api/v0/models`, LmStudioModels, signal);
  return list?.data
    .filter(({ type }) => type === "llm" || type === "vlm")
    .map(({ id, type, loaded_context_length, max_context_length }) => {
      const contextWindow = loaded_context_length ?? max_context_length;
      return { id, images: type === "vlm", ...(contextWindow === undefined ? {} : { contextWindow }) };
    });
}

const LlamaProps = z.object({
  default_generation_settings: z.object({ n_ctx: length }).optional().catch(undefined),
  modalities: z.object({ vision: z.boolean() }).optional().catch(undefined),
});

async function ofLlamaCpp(
  origin: string,
  models: readonly OfferedModel[],
  signal: AbortSignal,
): Promise<OfferedModel[]> {
  const props = await ask(`${origin}/props`, LlamaProps, signal);
  const contextWindow = props?.default_generation_settings?.n_ctx;
  return models.map((model) => ({
    ...model,
    images: props?.modalities?.vision ?? false,
    ...(contextWindow === undefined ? {} : { contextWindow }),
  }));
}
