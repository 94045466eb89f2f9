import { z } from "zod";
import { command, output, query } from "./define.ts";
import type { ReasoningEffort } from "./permissions.ts";

export interface Model {
  /** As the provider names it; "tour" is the built-in script. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly efforts: readonly ReasoningEffort[];
  readonly defaultEffort?: ReasoningEffort;
  /** Tokens that fit into one request. */
  readonly contextWindow: number;
}

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
      readonly defaultModel: string;
      readonly access: ModelAccess;
    }>(),
  }),
  /** Asks the provider for its models: does the key work? Saves nothing. */
  check: query({
    input: z.object({ baseUrl: z.string().max(2000).optional(), key: z.string().max(500).optional() }),
    output: output<{ readonly models: number; readonly milliseconds: number }>(),
    errors: ["no_model_access", "model_unauthorized", "provider_unreachable"],
  }),
  /** Keeps key and endpoint; empty text takes the kept one away. */
  setAccess: command({
    input: z.object({ baseUrl: z.string().max(2000).optional(), key: z.string().max(500).optional() }),
    output: output<ModelAccess>(),
    errors: ["input_invalid", "setting_invalid"],
  }),
};
