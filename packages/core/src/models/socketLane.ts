import type OpenAI from "openai";
import type { ModelEvent, ModelRequest, PromptItem } from "../agent/index.ts";
import type { Asking } from "./asking.ts";
import { ANSWER_BYTES } from "./bounds.ts";
import { failureOf, type ProviderError, retryAfterOf } from "./failure.ts";
import { type Endpoint, errorFields, reasonOf } from "./http.ts";
import { fieldsText, type Lineage, newItems, without } from "./lineage.ts";
import { countOf, delayOf, readAnswer } from "./readAnswer.ts";
import { comparing, requestFields } from "./requestBody.ts";
import { openSocket, type Refusal, type Socket, type SocketOptions } from "./socket.ts";
import { Steering } from "./steering.ts";

type ServerEvent = OpenAI.Responses.ResponsesServerEvent;

export interface LaneOptions extends SocketOptions {
  /** An answer that says nothing for so long counts as broken. */
  readonly idleMs: number;
  /** How long an ended answer waits to hear what becomes of steered input. */
  readonly decideMs: number;
  /** How long a request waits for the one that warms the cache before it goes without. */
  readonly warmMs: number;
  /** How long the connection stays open unused. */
  readonly restMs: number;
}

/** How a stream ended. done, failed: its last event was told; broken: the transport's fault. */
export type LaneEnd =
  | { readonly type: "done" | "failed" | "stopped" }
  | { readonly type: "broken"; readonly reason: string; readonly begun: boolean }
  | { readonly type: "refused"; readonly refusal: Refusal };

/** again: nothing was said yet, and a full request is worth a try. */
type AnswerEnd = LaneEnd | { readonly type: "again"; readonly drop: boolean };

/** What is to be sent; without a delta the whole input is. */
interface Outgoing {
  readonly fields: ReturnType<typeof requestFields>;
  readonly text: string;
  readonly input: readonly PromptItem[];
  readonly delta?: { readonly previous: string; readonly input: readonly PromptItem[] };
}

const mostTries = 5;

/**
 * Responses over one WebSocket, one answer at a time. While the connection lasts the provider knows the last answer, so
 * a request that continues it carries its new entries alone. Whatever fails closes the connection: then the provider
 * knows nothing of it, and the next request is whole.
 */
export class SocketLane {
  readonly #endpoint: Endpoint;
  readonly #asking: Asking;
  readonly #options: LaneOptions;
  readonly #steering = new Steering();
  #socket: Socket | undefined;
  #known: Lineage | undefined;
  /** The answer that takes steered input now. */
  #active: string | undefined;
  #steers = true;
  #warming: { readonly done: Promise<void>; readonly stop: AbortController } | undefined;
  #rest: NodeJS.Timeout | undefined;

  constructor(endpoint: Endpoint, asking: Asking, options: LaneOptions) {
    this.#endpoint = endpoint;
    this.#asking = asking;
    this.#options = options;
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, LaneEnd> {
    await this.#warmed(signal);
    clearTimeout(this.#rest);
    let whole = false;
    try {
      for (let attempt = 1; ; attempt += 1) {
        const outgoing = this.#plan(request);
        const reused = this.#socket?.open === true;
        const socket = await this.#connect(signal);
        if (signal.aborted) return { type: "stopped" };
        if ("reason" in socket) return { type: "refused", refusal: socket };
        const end = yield* this.#answer(socket, outgoing, { reused, signal });
        if (end.type === "again" && attempt < mostTries) {
          if (end.drop) this.#drop();
          continue;
        }
        whole = end.type === "done";
        if (end.type === "broken") yield* this.#steering.lose("connection_lost");
        return end.type === "again" ? { type: "broken", reason: "The connection kept closing", begun: false } : end;
      }
    } finally {
      if (whole) this.#doze();
      else this.#drop();
    }
  }

  steer(id: string, input: readonly PromptItem[]): boolean {
    const messages = input.map(steerable);
    if (!this.#steers || this.#active === undefined || this.#socket?.open !== true) return false;
    if (messages.length === 0 || messages.includes(undefined)) return false;
    this.#steering.sent(id, input);
    this.#socket.send({ type: "response.steer", previous_response_id: this.#active, input: messages });
    return true;
  }

  /** Opens the socket; with a request, the provider reads it and keeps it in its cache. */
  prewarm(request?: ModelRequest): void {
    if (this.#warming !== undefined || this.#active !== undefined || this.#known !== undefined) return;
    const stop = new AbortController();
    const done = this.#warm(request, stop.signal).finally(() => {
      this.#warming = undefined;
    });
    this.#warming = { done, stop };
  }

  close(): void {
    this.#warming?.stop.abort();
    this.#drop();
  }

  async #connect(signal: AbortSignal): Promise<Socket | Refusal> {
    if (this.#socket?.open === true) return this.#socket;
    this.#drop();
    const opened = await openSocket(this.#endpoint, this.#options, signal);
    if ("reason" in opened) return opened;
    this.#socket = opened;
    return opened;
  }

  /** Forgets the connection, and with it what the provider knew. */
  #drop(): void {
    clearTimeout(this.#rest);
    this.#socket?.close();
    this.#socket = undefined;
    this.#known = undefined;
    this.#active = undefined;
    this.#steering.lose("connection_lost");
  }

  #doze(): void {
    this.#socket?.use(false);
    this.#rest = setTimeout(() => this.#drop(), this.#options.restMs);
    this.#rest.unref();
  }

  #plan(request: ModelRequest): Outgoing {
    const fields = requestFields(request, this.#asking);
    const text = fieldsText(fields);
    const input = this.#asking.readable(request.input);
    const known = this.#socket?.open === true ? this.#known : undefined;
    const fresh = known === undefined ? undefined : newItems(known, text, input);
    // Steered input that the provider keeps comes back to it in this request: it must not be sent a second time.
    const rest = fresh === undefined ? undefined : without(fresh, this.#steering.waiting);
    if (known !== undefined && rest !== undefined && rest.length > 0) {
      return { fields, text, input, delta: { previous: known.responseId, input: rest } };
    }
    // A whole request holds that input itself: the provider has to forget it.
    if (this.#steering.waiting.length > 0) this.#drop();
    return { fields, text, input };
  }

  async *#answer(
    socket: Socket,
    { fields, text, input, delta }: Outgoing,
    { reused, signal }: { readonly reused: boolean; readonly signal: AbortSignal },
  ): AsyncGenerator<ModelEvent, AnswerEnd> {
    const { idleMs, decideMs } = this.#options;
    const steering = this.#steering;
    socket.skip();
    socket.use(true);
    this.#known = undefined; // a request that fails costs the provider's memory of the answer before it
    const continued = delta === undefined ? { input } : { previous_response_id: delta.previous, input: delta.input };
    socket.send({
      type: "response.create",
      ...fields,
      ...comparing(this.#asking.comparison(fields.model)),
      ...continued,
    });

    const added: PromptItem[] = [];
    let answers = 0;
    let heard = false;
    let received = 0;
    let read = readAnswer();
    /** The count of an answer that ended and may be continued by itself. */
    let before: ReturnType<typeof countOf> | undefined;
    let last: ModelEvent | undefined;

    for (;;) {
      if (last !== undefined && !steering.undecided) {
        yield last;
        return { type: "done" };
      }
      const incoming = await socket.next(last === undefined ? idleMs : decideMs, signal);
      if (signal.aborted) return { type: "stopped" };
      if (incoming.type !== "text") {
        if (last !== undefined) {
          // The answer is whole; what the provider did with the steered input will never be known.
          yield* steering.lose("connection_lost");
          this.#drop();
          continue;
        }
        if (reused && !heard && incoming.type === "closed") return { type: "again", drop: true };
        const silent = `Nothing came for ${Math.round(idleMs / 1000)} seconds`;
        const reason = incoming.type === "closed" ? incoming.reason : silent;
        return { type: "broken", reason, begun: answers > 0 };
      }
      heard = true;
      received += incoming.text.length;
      if (received > ANSWER_BYTES) return { type: "broken", reason: "The answer is far too large", begun: answers > 0 };
      let said: readonly ModelEvent[];
      try {
        const event = JSON.parse(incoming.text) as ServerEvent; // what is read of it is checked where it is read
        switch (event.type) {
          case "response.created": {
            const { ids, items } = commitOf(steering);
            added.push(...(answers === 0 ? [] : items));
            this.#active = event.response.id;
            this.#asking.began(event.response.id);
            said = before === undefined ? [] : [{ type: "steer.applied", ids, ...before }];
            read = readAnswer(answers === 0 ? "" : `${answers}:`);
            answers += 1;
            before = last = undefined;
            break;
          }
          case "response.steer.accepted":
          case "response.steer.pending":
          case "response.steer.failed":
            said = steering.read(event);
            if (event.type === "response.steer.failed" && event.error?.code === "steering_not_supported") {
              this.#steers = false;
            }
            break;
          case "response.incomplete":
            if (event.response.incomplete_details?.reason === "steered") {
              before = countOf(event.response);
              this.#active = undefined;
              said = [];
              break;
            }
            said = [...read(event)];
            break;
          case "error": {
            const error = errorOfEvent(event);
            const repeat = answers === 0 ? this.#repeatable(error, input) : undefined;
            if (repeat !== undefined) return { type: "again", ...repeat };
            said = [{ type: "failed", failure: failureOf(error, answers > 0) }];
            break;
          }
          case "response.completed":
            before = countOf(event.response);
            this.#known = { responseId: event.response.id, fields: text, input, added };
            this.#active = undefined;
            said = [...read(event)];
            break;
          default:
            said = [...read(event as OpenAI.Responses.ResponseStreamEvent)]; // the same events as over HTTP
        }
      } catch (error) {
        return { type: "broken", reason: reasonOf(error), begun: answers > 0 };
      }
      for (const one of said) {
        if (one.type === "completed") {
          last = one;
          continue;
        }
        if (one.type === "item.done") added.push(one.item);
        if (one.type === "failed") {
          this.#active = undefined;
          yield* steering.lose("response_not_active");
        }
        yield one;
        if (one.type === "failed") return { type: "failed" };
      }
    }
  }

  /** Whether a refused request is worth sending again as a whole, at once. */
  #repeatable(error: ProviderError, input: readonly PromptItem[]): { readonly drop: boolean } | undefined {
    // What the provider kept of steered input goes with the connection.
    const drop = this.#steering.waiting.length > 0;
    if (error.code === "previous_response_not_found") return { drop };
    if (error.code === "websocket_connection_limit_reached") return { drop: true };
    return this.#asking.learn(error, input) ? { drop } : undefined;
  }

  async #warm(request: ModelRequest | undefined, signal: AbortSignal): Promise<void> {
    const socket = await this.#connect(signal);
    if ("reason" in socket || signal.aborted) return;
    if (request === undefined || request.input.length === 0) return this.#doze();
    const { fields, text, input } = this.#plan(request);
    socket.send({ type: "response.create", ...fields, generate: false, input });
    for (;;) {
      const incoming = await socket.next(this.#options.idleMs, signal);
      const event = incoming.type === "text" ? eventOf(incoming.text) : undefined;
      if (signal.aborted || event === undefined || event.type === "error" || event.type === "response.failed") {
        // Nothing is lost by it: the request itself will tell what is wrong.
        this.#drop();
        return;
      }
      if (event.type === "response.completed") {
        this.#known = { responseId: event.response.id, fields: text, input, added: [] };
        this.#doze();
        return;
      }
    }
  }

  /** Waits for the warming request, but not long. */
  async #warmed(signal: AbortSignal): Promise<void> {
    const warming = this.#warming;
    if (warming === undefined) return;
    const late = AbortSignal.any([signal, AbortSignal.timeout(this.#options.warmMs)]);
    const give = () => warming.stop.abort();
    late.addEventListener("abort", give, { once: true });
    if (late.aborted) give();
    await warming.done;
    late.removeEventListener("abort", give);
  }
}

function commitOf(steering: Steering) {
  const committed = steering.commit();
  return { ids: committed.map(({ id }) => id), items: committed.flatMap(({ input }) => input) };
}

/** Only the person's messages can be steered, and of their fields only these. */
function steerable(item: PromptItem): object | undefined {
  if (!("role" in item) || item.role !== "user" || (item.type ?? "message") !== "message") return undefined;
  return { type: "message", role: "user", content: item.content };
}

function eventOf(text: string): ServerEvent | undefined {
  try {
    return JSON.parse(text) as ServerEvent; // what is read of it is checked where it is read
  } catch {
    return undefined;
  }
}

/** An error over WebSocket carries what HTTP has in its status line and headers. */
function errorOfEvent(event: OpenAI.Responses.ResponsesServerEvent & { readonly type: "error" }): ProviderError {
  const status: unknown = Reflect.get(event, "status");
  const inner: unknown = Reflect.get(event, "error");
  const fields = errorFields(typeof inner === "object" ? event : { error: event });
  const found = typeof inner === "object" && inner !== null ? Reflect.get(inner, "headers") : undefined;
  const headers = new Headers(typeof found === "object" && found !== null ? (found as Record<string, string>) : {}); // checked by Headers, which throws
  return {
    ...fields,
    ...(typeof status === "number" ? { status } : {}),
    retryAfterMs: retryAfterOf(headers, Date.now) ?? delayOf(fields.message).retryAfterMs,
  };
}
