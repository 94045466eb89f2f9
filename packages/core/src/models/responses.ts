import type OpenAI from "openai";
import type { ModelStream } from "../agent/index.ts";
import { type Asking, askingOf } from "./asking.ts";
import type { Endpoint } from "./http.ts";
import { httpStream } from "./httpStream.ts";
import { readAnswer } from "./readAnswer.ts";
import { httpBody } from "./requestBody.ts";

type StreamEvent = OpenAI.Responses.ResponseStreamEvent;

export interface ResponsesOptions extends Endpoint {
  /** A stream that says nothing for so long counts as broken. */
  readonly idleMs?: number;
  /** What the provider was found to accept; a stream of its own finds out by itself. */
  readonly asking?: Asking;
}

/**
 * The Responses API over HTTP as a model stream. Only the package's stream decoder is loaded, and only with the first
 * request: its client takes a tenth of a second to import, and retries are the loop's affair.
 */
export function responsesModel(options: ResponsesOptions): ModelStream {
  const { idleMs = 300_000, asking = askingOf({ original: false }), ...endpoint } = options;

  async function* decode(response: Response, connection: AbortController) {
    const { Stream } = await import("openai/core/streaming");
    const noLog = {} as OpenAI; // of the client the decoder uses the logger alone, and an absent one is silence
    const read = readAnswer();
    for await (const event of Stream.fromSSEResponse<StreamEvent>(response, connection, noLog, false, "events")) {
      if (event.type === "response.created") asking.began(event.response.id);
      yield [...read(event)];
    }
  }

  return (request, signal) =>
    httpStream(
      {
        endpoint,
        path: "responses",
        body: () => httpBody(request, asking, asking.readable(request.input)),
        learn: (error) => asking.learn(error, request.input),
        decode,
        idleMs,
      },
      signal,
    );
}
