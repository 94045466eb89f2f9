import type { ModelEvent, ModelFailure } from "../agent/index.ts";
import { brokenStream, failureOf, type ProviderError, unreachable } from "./failure.ts";
import { type Endpoint, errorOf, headersOf, keyFailure, reasonOf, urlOf } from "./http.ts";
import { type HttpAnswer, post } from "./post.ts";

export interface HttpRequest {
  readonly endpoint: Endpoint;
  readonly path: string;
  /** Made anew for each try. */
  readonly body: () => unknown;
  /** Whether a refusal (400, 422) taught something that makes another try worth it. */
  readonly learn: (error: ProviderError) => boolean;
  /**
   * The events of each piece that comes. Ends with a last event, or just ends when the stream was cut; what it throws
   * breaks the stream.
   */
  readonly decode: (answer: HttpAnswer) => AsyncIterable<Iterable<ModelEvent>>;
  /** A stream that says nothing for so long counts as broken. */
  readonly idleMs: number;
}

/** How long a connection may stay open behind the answer's last event; ending it earlier would close it for good. */
const tail = 1000;

const failed = (failure: ModelFailure): ModelEvent => ({ type: "failed", failure });

/** One request over HTTP whose answer streams. Keeps the contract of a model stream: it does not throw, and it ends. */
export async function* httpStream(request: HttpRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  const { endpoint, idleMs } = request;
  const misuse = keyFailure(endpoint);
  if (misuse !== undefined) return yield failed(misuse);
  const silence = new AbortController();
  const connection = new AbortController();
  const abort = () => connection.abort();
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  let timer = setTimeout(() => silence.abort(), idleMs);
  silence.signal.addEventListener("abort", abort, { once: true });
  const end = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), tail);
  };
  const silent = brokenStream(`Nothing came for ${Math.round(idleMs / 1000)} seconds`);
  let begun = false;
  let over = false;
  try {
    const ask = () => {
      const body = JSON.stringify(request.body());
      return post(urlOf(endpoint, request.path), { headers: headersOf(endpoint), body }, connection.signal);
    };
    let response = await ask();
    while (response.status === 400 || response.status === 422) {
      const error = await errorOf(response);
      if (!request.learn(error)) return yield failed(failureOf(error, false));
      response = await ask();
    }
    if (!response.ok) return yield failed(failureOf(await errorOf(response), false));
    begun = true;
    for await (const events of request.decode(response)) {
      if (over) continue; // the time behind the end runs on, whatever still comes
      timer.refresh();
      for (const said of events) {
        over = said.type === "completed" || said.type === "failed";
        if (over) end();
        yield said;
        if (over) break;
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
}
