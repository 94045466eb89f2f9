import type OpenAI from "openai";
import type { ModelEvent, ModelFailure, ModelRequest, ModelStream } from "../agent/index.ts";
import { brokenStream, failureOf, unreachable } from "./failure.ts";
import { type Endpoint, errorOf, headersOf, keyFailure, reasonOf, urlOf } from "./http.ts";
import { readAnswer } from "./readAnswer.ts";

type StreamEvent = OpenAI.Responses.ResponseStreamEvent;

export interface ResponsesOptions extends Endpoint {
  /** A stream that says nothing for so long counts as broken. */
  readonly idleMs?: number;
}

/** How long a connection may stay open behind the answer's last event; ending it earlier would close it for good. */
const tail = 1000;

/** Models from before reasoning refuse to be asked for it. */
const reasons = (model: string): boolean => !/^(gpt-3|gpt-4|chatgpt)/.test(model);

const answerFormat = (schema: Readonly<Record<string, unknown>>) =>
  ({ type: "json_schema", name: "answer", schema: { ...schema }, strict: true }) as const;

/** The request as it goes over the wire. Its fields keep their order and nothing in it changes from turn to turn but the input. */
function requestBody(request: ModelRequest, summaries: boolean): OpenAI.Responses.ResponseCreateParamsStreaming {
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
    stream: true,
    prompt_cache_key: request.cacheKey,
    input: [...request.input],
  };
}

/**
 * The Responses API as a model stream. Only the package's stream decoder is loaded, and only with the first request: its
 * client takes a tenth of a second to import, and retries are the loop's affair.
 */
export function responsesModel(options: ResponsesOptions): ModelStream {
  const { fetch = globalThis.fetch, idleMs = 300_000 } = options;
  /** Accounts that are not verified are refused summaries of reasoning; everything else works without them. */
  let summaries = true;

  return async function* (request, signal): AsyncGenerator<ModelEvent> {
    const misuse = keyFailure(options);
    if (misuse !== undefined) return yield failed(misuse);
    const silence = new AbortController();
    const connection = new AbortController();
    const abort = () => connection.abort();
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    let timer = setTimeout(() => silence.abort(), idleMs);
    silence.signal.addEventListener("abort", abort, { once: true });
    const heard = (next: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), next);
    };
    const silent = brokenStream(`Nothing came for ${Math.round(idleMs / 1000)} seconds`);
    let begun = false;
    let over = false;
    try {
      const post = () =>
        fetch(urlOf(options, "responses"), {
          method: "POST",
          headers: headersOf(options),
          body: JSON.stringify(requestBody(request, summaries)),
          signal: connection.signal,
        });
      let response = await post();
      if (response.status === 400 && summaries && reasons(request.model)) {
        const error = await errorOf(response);
        if (!/reasoning\.?.*summar/i.test(`${error.param} ${error.message}`))
          return yield failed(failureOf(error, false));
        summaries = false;
        response = await post();
      }
      if (!response.ok) return yield failed(failureOf(await errorOf(response), false));
      begun = true;
      const { Stream } = await import("openai/core/streaming");
      const noLog = {} as OpenAI; // of the client the decoder uses the logger alone, and an absent one is silence
      const events = Stream.fromSSEResponse<StreamEvent>(response, connection, noLog, false, "events");
      const read = readAnswer();
      for await (const event of events) {
        heard(over ? tail : idleMs);
        for (const said of over ? [] : read(event)) {
          over = said.type === "completed" || said.type === "failed";
          if (over) heard(tail);
          yield said;
        }
      }
      if (signal.aborted || over) return;
      yield failed(silence.signal.aborted ? silent : brokenStream("The connection was closed before the answer's end"));
    } catch (error) {
      if (signal.aborted || over) return;
      if (silence.signal.aborted) yield failed(silent);
      else yield failed(begun ? brokenStream(reasonOf(error)) : unreachable(reasonOf(error)));
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      // Whoever stops listening early wants no more of it.
      if (!over) connection.abort();
    }
  };
}

const failed = (failure: ModelFailure): ModelEvent => ({ type: "failed", failure });
