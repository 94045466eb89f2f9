import type OpenAI from "openai";
import type { ModelRequest, PromptItem } from "../agent/index.ts";
import type { Asking } from "./asking.ts";

type Body = OpenAI.Responses.ResponseCreateParamsStreaming;

/** Models from before reasoning refuse to be asked for it. */
const reasons = (model: string): boolean => !/^(gpt-3|gpt-4|chatgpt)/.test(model);

const answerFormat = (schema: Readonly<Record<string, unknown>>) =>
  ({ type: "json_schema", name: "answer", schema: { ...schema }, strict: true }) as const;

/**
 * What a request says beside its input. The fields keep their order, and nothing in them changes from one request of a
 * thread to the next unless its settings did.
 */
export function requestFields(request: ModelRequest, { summaries }: Pick<Asking, "summaries">) {
  const effort = request.effort as OpenAI.ReasoningEffort | undefined; // the catalog's own words
  const reasoning = {
    reasoning: { ...(effort === undefined ? {} : { effort }), ...(summaries ? { summary: "auto" as const } : {}) },
    include: ["reasoning.encrypted_content" as const],
  };
  return {
    model: request.model,
    instructions: request.instructions,
    tools: [...request.tools],
    tool_choice: request.toolChoice ?? "auto",
    parallel_tool_calls: true,
    ...(reasons(request.model) ? reasoning : {}),
    ...(request.outputSchema === undefined ? {} : { text: { format: answerFormat(request.outputSchema) } }),
    store: false,
    prompt_cache_key: request.cacheKey,
  } satisfies Partial<Body>;
}

export type RequestFields = ReturnType<typeof requestFields>;

/** The request as it goes over HTTP. */
export const httpBody = (request: ModelRequest, asking: Asking, input: readonly PromptItem[]): Body => ({
  ...requestFields(request, asking),
  stream: true,
  ...comparing(asking.comparison(request.model)),
  input: [...input],
});

/** Asks for the cache's diagnostics. */
export const comparing = (responseId: string | undefined) =>
  responseId === undefined ? {} : { prompt_cache_options: { comparison_response_id: responseId } };
