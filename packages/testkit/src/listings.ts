/** Which server it plays: what its listing endpoints answer. */
export type ServerKind = "openai" | "ollama" | "lmstudio" | "vllm" | "llamacpp";

export interface ListedModel {
  readonly id: string;
  /** As the server tells it, where that kind of server does. */
  readonly contextWindow?: number;
  readonly images?: boolean;
  /** Of Ollama and LM Studio: in memory now, with a window of this length. */
  readonly loaded?: number;
  /** Of Ollama and LM Studio: a model that does not answer in words. */
  readonly embedding?: boolean;
}

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Answers the listing endpoints of a kind of server; undefined where it has no such path. */
export function listing(kind: ServerKind, models: readonly ListedModel[], { method, path, body }: Listed): unknown {
  const owner = {
    openai: "testkit",
    ollama: "library",
    lmstudio: "organization_owner",
    vllm: "vllm",
    llamacpp: "llamacpp",
  };
  if (path === "/v1/models") {
    const data = models.map(({ id, contextWindow }) => ({
      id,
      object: "model",
      created: 0,
      owned_by: owner[kind],
      ...(kind === "vllm" ? { max_model_len: contextWindow } : {}),
      ...(kind === "llamacpp" ? { meta: { n_ctx_train: (contextWindow ?? 0) * 4 } } : {}),
    }));
    return { object: "list", data };
  }
  if (kind === "ollama") {
    if (path === "/api/version") return { version: "0.13.0" };
    if (path === "/api/tags") return { models: models.map(({ id }) => ({ name: id, model: id })) };
    if (path === "/api/ps") {
      const loaded = models.filter((model) => model.loaded !== undefined);
      return { models: loaded.map((model) => ({ name: model.id, model: model.id, context_length: model.loaded })) };
    }
    if (path === "/api/show" && method === "POST") {
      const found = models.find(({ id }) => id === Reflect.get(Object(body), "model"));
      if (found === undefined) return undefined;
      return {
        capabilities: found.embedding ? ["embedding"] : ["completion", "tools", ...(found.images ? ["vision"] : [])],
        model_info: { "general.architecture": "test", "test.context_length": found.contextWindow },
      };
    }
  }
  if (kind === "lmstudio" && path === "/api/v0/models") {
    const data = models.map(({ id, contextWindow, images, loaded, embedding }) => ({
      id,
      object: "model",
      type: embedding ? "embeddings" : images ? "vlm" : "llm",
      state: loaded === undefined ? "not-loaded" : "loaded",
      max_context_length: contextWindow,
      ...(loaded === undefined ? {} : { loaded_context_length: loaded }),
    }));
    return { object: "list", data };
  }
  if (kind === "llamacpp" && path === "/props") {
    return {
      default_generation_settings: { n_ctx: models[0]?.contextWindow },
      modalities: { vision: models[0]?.images ?? false },
    };
  }
  return undefined;
}
