import type OpenAI from "openai";
import type { ModelEvent, ModelFailure, ModelStream } from "../agent/index.ts";
import { brokenStream, failureOf, unreachable } from "./failure.ts";
import { type Endpoint, errorOf, headersOf, keyFailure, reasonOf, urlOf } from "./http.ts";
import { type Asking, askingOf } from "./asking.ts";
import { readAnswer } from "./readAnswer.ts";
import { httpBody } from "./requestBody.ts";

type StreamEvent = OpenAI.Responses.ResponseStreamEvent;

export interface ResponsesOptions extends Endpoint {
  /** A stream that says nothing for so long counts as broken. */
  readonly idleMs?: number;
  /** What the provider was found to accept; a stream of its own finds out by itself. */
  readonly asking?: Asking;
}

/** How long a connection may stay open behind the answer's last event; ending it earlier would close it for good. */
const tail = 1000;

/**
 * The Responses API as a model stream. Only the package's stream decoder is loaded, and only with the first request: its
 * client takes a tenth of a second to import, and retries are the loop's affair.
 */
export function responsesModel(options: ResponsesOptions): ModelStream {
  const { fetch = globalThis.fetch, idleMs = 300_000 } = options;
  const { asking = askingOf({ original: false }) } = options;

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
          body: JSON.stringify(httpBody(request, asking, asking.readable(request.input))),
          signal: connection.signal,
        });
      let response = await post();
      while (response.status === 400) {
        const error = await errorOf(response);
        if (!asking.learn(error, request.input)) return yield failed(failureOf(error, false));
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
        if (event?.type === "response.created") asking.began(event.response.id);
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
