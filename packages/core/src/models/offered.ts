import type { Model } from "@flightdeck/contract";
import { z } from "zod";
import { boundedJson } from "./bounds.ts";
import { type Endpoint, errorOf, headersOf, keyFailure, reasonOf, urlOf } from "./http.ts";
import { failureOf } from "./failure.ts";

/** A model as its provider lists it; what the provider does not tell is absent. */
export interface OfferedModel {
  readonly id: string;
  readonly contextWindow?: number;
  readonly images?: boolean;
  readonly price?: NonNullable<Model["price"]>;
  readonly ownedBy?: string;
}

const positive = z.number().positive().optional().catch(undefined);
/** US dollars per token, as text. */
const perToken = z.coerce.number().min(0).optional().catch(undefined);

/** The fields in which providers tell of their models beside the id; none of them is common to all. */
const Listed = z.object({
  id: z.string().min(1).max(200),
  owned_by: z.string().optional().catch(undefined),
  context_length: positive,
  context_window: positive,
  max_model_len: positive,
  max_context_length: positive,
  architecture: z
    .object({ input_modalities: z.array(z.string()) })
    .optional()
    .catch(undefined),
  pricing: z.object({ prompt: perToken, completion: perToken, input_cache_read: perToken }).optional().catch(undefined),
});
const List = z.object({ data: z.array(z.unknown()) });

const perMillion = (price: number) => Math.round(price * 1e12) / 1e6;

function offered(value: unknown): OfferedModel[] {
  const listed = Listed.safeParse(value).data;
  if (listed === undefined) return [];
  const { id, owned_by, architecture, pricing } = listed;
  const contextWindow =
    listed.context_length ?? listed.context_window ?? listed.max_model_len ?? listed.max_context_length;
  const { prompt, completion } = pricing ?? {};
  return [
    {
      id,
      ...(owned_by === undefined ? {} : { ownedBy: owned_by }),
      ...(contextWindow === undefined ? {} : { contextWindow }),
      ...(architecture === undefined ? {} : { images: architecture.input_modalities.includes("image") }),
      ...(prompt === undefined || completion === undefined
        ? {}
        : {
            price: {
              input: perMillion(prompt),
              cached: perMillion(pricing?.input_cache_read ?? prompt),
              output: perMillion(completion),
            },
          }),
    },
  ];
}

/** More nobody would look through. */
export const MOST_MODELS = 2_000;

export type Offer =
  | { readonly type: "models"; readonly models: readonly OfferedModel[] }
  | { readonly type: "problem"; readonly problem: string };

/** Asks a provider what it offers: `GET models`. Does not throw; a problem is told in a person's words. */
export async function offeredModels(endpoint: Endpoint, patienceMs: number, signal: AbortSignal): Promise<Offer> {
  const misuse = keyFailure(endpoint);
  if (misuse !== undefined) return { type: "problem", problem: misuse.detail ?? misuse.message };
  const waiting = AbortSignal.timeout(patienceMs);
  try {
    const response = await (endpoint.fetch ?? globalThis.fetch)(urlOf(endpoint, "models"), {
      headers: headersOf(endpoint),
      signal: AbortSignal.any([signal, waiting]),
    });
    if (!response.ok) {
      const { message, detail } = failureOf(await errorOf(response), false);
      return { type: "problem", problem: detail === undefined ? message : `${message}: ${detail}` };
    }
    const list = List.safeParse(await boundedJson(response).catch(() => undefined));
    if (!list.success) return { type: "problem", problem: "The address answers, but not with a list of models" };
    return { type: "models", models: list.data.data.slice(0, MOST_MODELS).flatMap(offered) };
  } catch (error) {
    const late = `No answer within ${Math.max(1, Math.round(patienceMs / 1000))} seconds`;
    return { type: "problem", problem: waiting.aborted ? late : `Cannot be reached: ${reasonOf(error)}` };
  }
}
