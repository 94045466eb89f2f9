/** One output item of a scripted answer. */
export type Part =
  | { readonly type: "say"; readonly text: string; readonly pieces: number }
  | { readonly type: "reason"; readonly text: string; readonly pieces: number }
  | { readonly type: "call"; readonly name: string; readonly arguments: string }
  | { readonly type: "custom"; readonly name: string; readonly input: string };

/** How an answer's last event reads. */
export type End =
  | { readonly type: "completed" }
  | { readonly type: "failed"; readonly code: string; readonly message: string }
  | { readonly type: "incomplete"; readonly reason: "max_output_tokens" | "content_filter" | "steered" }
  | { readonly type: "error"; readonly code: string; readonly message: string };

/** Where a stream breaks: after so many events, before the first, at the first piece of text or of a call, after a whole call. */
export type Place = number | "start" | "text" | "call" | "called";

/**
 * cut: the stream just ends; reset: the connection breaks; malformed: an event that is no JSON; stall: silence until
 * released; half-open: the same, and over WebSocket pings stay unanswered too.
 */
export type BreakKind = "cut" | "reset" | "malformed" | "stall" | "half-open";

export interface Answer {
  readonly kind: "answer";
  readonly parts: readonly Part[];
  readonly end: End;
  readonly break?: { readonly how: BreakKind; readonly at: Place };
  /** Milliseconds between two events; all at once when absent. */
  readonly pace?: number;
  /** Why the prompt cache was missed, for those who ask; a hit when absent. */
  readonly missed?: { readonly reason: string; readonly tokens: number };
}

export interface Refusal {
  readonly kind: "refusal";
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the model server does with one request. */
export type Reply = Answer | Refusal;

/** An agent message; its text comes in `pieces` deltas. */
export const say = (text: string, pieces = Math.min(8, Math.ceil(text.length / 16))): Part => ({
  type: "say",
  text,
  pieces: Math.max(1, pieces),
});

/** Reasoning with a summary that is shown; without a text there is only the encrypted part. */
export const reason = (text = ""): Part => ({ type: "reason", text, pieces: Math.min(4, Math.ceil(text.length / 16)) });

/** A call of a function tool. Arguments that are a string go out as they are, valid JSON or not. */
export const call = (name: string, input: unknown): Part => ({
  type: "call",
  name,
  arguments: typeof input === "string" ? input : JSON.stringify(input),
});

/** A call of a free-form tool. */
export const custom = (name: string, input: string): Part => ({ type: "custom", name, input });

/** A call of apply_patch. */
export const patch = (text: string): Part => custom("apply_patch", text);

/** An answer that runs to its end. */
export const answer = (...parts: readonly Part[]): Answer => ({ kind: "answer", parts, end: { type: "completed" } });

/** The same answer with another end. */
export const ending = (reply: Answer, end: End): Answer => ({ ...reply, end });

/** The same answer, broken on its way. */
export const broken = (reply: Answer, how: BreakKind, at: Place): Answer => ({ ...reply, break: { how, at } });

/** The same answer, an event every so many milliseconds. */
export const paced = (reply: Answer, milliseconds: number): Answer => ({ ...reply, pace: milliseconds });

/** The same answer, with the prompt cache missed: told to requests that ask for diagnostics. */
export const missed = (reply: Answer, reason: string, tokens: number): Answer => ({
  ...reply,
  missed: { reason, tokens },
});

/** A refusal before the stream began. */
export const refuse = (
  status: number,
  error: {
    readonly code?: string;
    readonly message?: string;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Refusal => ({
  kind: "refusal",
  status,
  code: error.code ?? `status_${status}`,
  message: error.message ?? `Refused with ${status}`,
  headers: error.headers ?? {},
});

/** What the provider says to a wrong key. */
export const wrongKey = (): Refusal =>
  refuse(401, { code: "invalid_api_key", message: "Incorrect API key provided: sk-wrong." });

/** What the provider says to a model it does not have. */
export const unknownModel = (model: string): Refusal =>
  refuse(404, {
    code: "model_not_found",
    message: `The model '${model}' does not exist or you do not have access to it.`,
  });

/** Too many requests; to be tried again after so many seconds. */
export const tooMany = (retryAfterSeconds?: number): Refusal =>
  refuse(429, {
    code: "rate_limit_exceeded",
    message: "Rate limit reached for requests.",
    headers: retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
  });
