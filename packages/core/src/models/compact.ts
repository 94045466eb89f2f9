import type OpenAI from "openai";
import { z } from "zod";
import type { CompactResult, ModelFailure, ModelRequest, PromptItem } from "../agent/index.ts";
import type { Asking } from "./asking.ts";
import { boundedJson } from "./bounds.ts";
import { brokenStream, failureOf, unreachable } from "./failure.ts";
import { type Endpoint, errorOf, headersOf, keyFailure, reasonOf, urlOf } from "./http.ts";
import { usageOf } from "./readAnswer.ts";

const Compacted = z.object({
  output: z.array(z.looseObject({ type: z.string() })).min(1),
  usage: z.unknown().optional(),
});

export type CompactAnswer = CompactResult | { readonly type: "not_offered"; readonly failure: ModelFailure };

/** Lets the provider make a prompt shorter: `POST responses/compact`. */
export async function compactPrompt(
  endpoint: Endpoint,
  asking: Asking,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<CompactAnswer> {
  const failed = (failure: ModelFailure): CompactAnswer => ({ type: "failed", failure });
  const misuse = keyFailure(endpoint);
  if (misuse !== undefined) return failed(misuse);
  const post = () => {
    const body: OpenAI.Responses.ResponseCompactParams = {
      model: request.model,
      instructions: request.instructions,
      prompt_cache_key: request.cacheKey,
      input: [...asking.readable(request.input)],
    };
    return (endpoint.fetch ?? globalThis.fetch)(urlOf(endpoint, "responses/compact"), {
      method: "POST",
      headers: headersOf(endpoint),
      body: JSON.stringify(body),
      signal,
    });
  };
  let begun = false;
  try {
    let response = await post();
    while (!response.ok) {
      const error = await errorOf(response);
      const failure = failureOf(error, false);
      const unknown = response.status === 404 || response.status === 405 || response.status === 501;
      if (unknown && failure.code !== "model_not_found") return { type: "not_offered", failure };
      if (response.status !== 400 || !asking.learn(error, request.input)) return failed(failure);
      response = await post();
    }
    begun = true;
    const { output, usage } = Compacted.parse(await boundedJson(response));
    const prompt = output as unknown as readonly PromptItem[]; // what it gives is what it takes as input
    return { type: "compacted", prompt, usage: usageOf(usage) };
  } catch (error) {
    return failed(begun ? brokenStream(reasonOf(error)) : unreachable(reasonOf(error)));
  }
}
