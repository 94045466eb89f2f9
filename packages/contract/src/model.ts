import { z } from "zod";
import { command, output, query } from "./define.ts";
import { ReasoningEffort } from "./permissions.ts";

export interface Model {
  /** As the provider names it; "tour" is the built-in script. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly efforts: readonly ReasoningEffort[];
  readonly defaultEffort?: ReasoningEffort;
  /** Tokens that fit into one request. */
  readonly contextWindow: number;
  /** Who offers it: "openai", a provider of the settings, or a local server that was found. */
  readonly provider: string;
  /** Whether it takes pictures. */
  readonly images: boolean;
  /** US dollars per million tokens; absent where unknown, zero for local ones. */
  readonly price?: { readonly input: number; readonly cached: number; readonly output: number };
}

/** A server that offers models. */
export interface Provider {
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
  readonly api: "responses" | "chat";
  /** default: the first one; settings: set by the person; found: a local server that answered by itself. */
  readonly origin: "default" | "settings" | "found";
  readonly key: "none" | "missing" | "environment" | "settings";
  /** Why its models are not listed. */
  readonly problem?: string;
}

/** A provider as `config.toml` has it, under `[providers.<id>]`. The key lies with the secrets or in the environment. */
export const ProviderSettings = z.object({
  name: z.string().min(1).max(60).optional(),
  baseUrl: z.url({ protocol: /^https?$/ }).max(2000),
  api: z.enum(["responses", "chat"]).default("chat"),
  /** The environment variable that holds its key. */
  keyVariable: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .max(100)
    .optional(),
  /** Whether it offers Responses over WebSocket: tried by itself for the first provider, else off. */
  websocket: z.boolean().optional(),
});
export type ProviderSettings = z.infer<typeof ProviderSettings>;

/** A model as `config.toml` has it, under `[models."<id>"]`: adds one, or changes what the catalog says of it. */
export const ModelSettings = z.object({
  name: z.string().min(1).max(100).optional(),
  description: z.string().max(300).optional(),
  efforts: z.array(ReasoningEffort).optional(),
  defaultEffort: ReasoningEffort.optional(),
  contextWindow: z.int().min(1000).optional(),
  images: z.boolean().optional(),
  price: z.object({ input: z.number().min(0), cached: z.number().min(0), output: z.number().min(0) }).optional(),
});
export type ModelSettings = z.infer<typeof ModelSettings>;

/** The id of the scripted model that needs neither key nor network. */
export const TOUR_MODEL = "tour";

/** How agents reach a model. The key itself never leaves the host. */
export interface ModelAccess {
  readonly baseUrl: string;
  readonly baseUrlOrigin: "default" | "environment" | "settings";
  readonly key: "missing" | "environment" | "settings";
  /** Its last four characters, to recognise it by. */
  readonly keyEnd?: string;
}

export const models = {
  list: query({
    input: z.object({}),
    output: output<{
      readonly models: readonly Model[];
      readonly providers: readonly Provider[];
      readonly defaultModel: string;
      readonly access: ModelAccess;
    }>(),
  }),
  /** Asks a provider for its models: does the key work? Saves nothing. What is not given is what is kept. */
  check: query({
    input: z.object({
      baseUrl: z.string().max(2000).optional(),
      key: z.string().max(500).optional(),
      /** Whose kept key is used: no key goes to another provider's address. The first one when absent. */
      provider: z.string().max(40).optional(),
    }),
    output: output<{ readonly models: number; readonly milliseconds: number }>(),
    errors: ["no_model_access", "model_unauthorized", "provider_unreachable"],
  }),
  /** Looks again for local servers and what they offer. */
  refresh: command({ input: z.object({}), output: output<void>() }),
  /** Adds or changes a provider and keeps its key; empty text takes the kept key away. */
  setProvider: command({
    input: z.object({
      id: z
        .string()
        .regex(/^[a-z0-9-]+$/)
        .max(40),
      provider: ProviderSettings,
      key: z.string().max(500).optional(),
    }),
    output: output<void>(),
    errors: ["input_invalid", "setting_invalid"],
  }),
  removeProvider: command({
    input: z.object({ id: z.string().max(40) }),
    output: output<void>(),
    errors: ["setting_invalid"],
  }),
  /** Keeps key and endpoint; empty text takes the kept one away. */
  setAccess: command({
    input: z.object({ baseUrl: z.string().max(2000).optional(), key: z.string().max(500).optional() }),
    output: output<ModelAccess>(),
    errors: ["input_invalid", "setting_invalid"],
  }),
};
