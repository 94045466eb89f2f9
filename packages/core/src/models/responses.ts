import type OpenAI from "openai";
import type { ModelEvent, ModelStream } from "../agent/index.ts";
import { type Asking, askingOf } from "./asking.ts";
import type { Endpoint } from "./http.ts";
import { httpStream } from "./httpStream.ts";
import type { HttpAnswer } from "./post.ts";
import { readAnswer } from "./readAnswer.ts";
import { httpBody } from "./requestBody.ts";
import { serverEvents } from "./serverEvents.ts";

type StreamEvent = OpenAI.Responses.ResponseStreamEvent;

export interface ResponsesOptions extends Endpoint {
  /** A stream that says nothing for so long counts as broken. */
  readonly idleMs?: number;
  /** What the provider was found to accept; a stream of its own finds out by itself. */
  readonly asking?: Asking;
}

/** The Responses API over HTTP as a model stream; retries are the loop's affair. */
export function responsesModel(options: ResponsesOptions): ModelStream {
  const { idleMs = 300_000, asking = askingOf({ original: false }), ...endpoint } = options;

  async function* decode(answer: HttpAnswer): AsyncGenerator<Iterable<ModelEvent>> {
    const read = readAnswer();
    function* eventsOf(texts: readonly string[]): Generator<ModelEvent> {
      for (const text of texts) {
        if (text === "[DONE]") continue; // of servers that end as the older API does
        const event = JSON.parse(text) as StreamEvent; // whatever it is, the reader checks what it uses
        if (event.type === "response.created") asking.began(event.response.id);
        yield* read(event);
      }
    }
    for await (const texts of serverEvents(answer)) yield eventsOf(texts);
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
