import type { ModelEvent, ModelStream } from "../../agent/index.ts";
import { httpStream } from "../httpStream.ts";
import type { Endpoint } from "../http.ts";
import { serverEvents } from "../serverEvents.ts";
import { chatAskingOf, chatBody } from "./body.ts";
import { readChunks } from "./readChunks.ts";

export interface ChatOptions extends Endpoint {
  /** A stream that says nothing for so long counts as broken: a local model may read for minutes before its first word. */
  readonly idleMs?: number;
  /** Whether the model takes pictures. */
  readonly images: boolean;
}

/** Chat Completions as a model stream, for every server that is compatible with OpenAI's older API. */
export function chatModel({ idleMs = 600_000, images, ...endpoint }: ChatOptions): ModelStream {
  const asking = chatAskingOf({ images });
  return (request, signal) =>
    httpStream(
      {
        endpoint,
        path: "chat/completions",
        body: () => chatBody(request, asking),
        learn: asking.learn,
        async *decode(response) {
          const reader = readChunks(request);
          for await (const texts of serverEvents(response)) yield eachOf(texts, reader.read);
          yield reader.end();
        },
        idleMs,
      },
      signal,
    );
}

function* eachOf(texts: readonly string[], read: (text: string) => readonly ModelEvent[]): Generator<ModelEvent> {
  for (const text of texts) yield* read(text);
}
