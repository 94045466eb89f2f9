import { AppError } from "../errors/index.ts";
import { failureOf, type ProviderError } from "./failure.ts";
import { type Endpoint, errorOfBody, headersOf, keyFailure, reasonOf, urlOf } from "./http.ts";

/** Sound to be written down, and what helps with it. */
export interface Transcription {
  /** With the ending that tells its format. */
  readonly name: string;
  readonly sound: Blob;
  readonly model: string;
  /** ISO 639-1. */
  readonly language?: string | undefined;
  /** Names and terms that may come. */
  readonly vocabulary?: string | undefined;
}

/** A failed transcription that may go well in a moment. */
export class TranscriptionDelayed extends AppError {
  readonly retryAfterMs: number | undefined;

  constructor(code: "provider_unreachable" | "transcription_failed", detail: string, retryAfterMs?: number) {
    super(code, detail);
    this.retryAfterMs = retryAfterMs;
  }
}

/** No text of an hour's speech is larger. */
const LONGEST_ANSWER = 1 << 20;

/** Has a server write down what was said: `POST audio/transcriptions`. Throws the signal's reason when aborted. */
export async function transcribe(endpoint: Endpoint, request: Transcription, signal: AbortSignal): Promise<string> {
  const misuse = keyFailure(endpoint);
  if (misuse !== undefined) {
    const code = misuse.code === "model_unauthorized" ? misuse.code : "provider_unreachable";
    throw new AppError(code, misuse.detail);
  }
  const form = new FormData();
  form.set("model", request.model);
  form.set("response_format", "json");
  if (request.language !== undefined) form.set("language", request.language);
  if (request.vocabulary) form.set("prompt", request.vocabulary);
  form.set("file", request.sound, request.name);
  const { "content-type": _json, ...headers } = headersOf(endpoint);
  let response: Response;
  let body: string;
  try {
    response = await (endpoint.fetch ?? globalThis.fetch)(urlOf(endpoint, "audio/transcriptions"), {
      method: "POST",
      headers,
      body: form,
      signal,
    });
    body = await readAtMost(response, LONGEST_ANSWER);
  } catch (error) {
    signal.throwIfAborted();
    throw new TranscriptionDelayed("provider_unreachable", reasonOf(error));
  }
  if (!response.ok) throw refusal(errorOfBody(response.status, response.headers, body || response.statusText));
  return textOf(body);
}

function refusal(error: ProviderError): AppError {
  const { status } = error;
  if (status === 404 || status === 405 || status === 501) {
    const { code, detail } = failureOf(error, false);
    return new AppError(code === "model_not_found" ? code : "transcription_unavailable", detail);
  }
  const { code, message, detail, retry, retryAfterMs } = failureOf(error, false);
  if (code === "model_unauthorized" || code === "model_not_found") return new AppError(code, detail);
  const told = detail === undefined ? message : `${message}: ${detail}`;
  return retry === "no"
    ? new AppError("transcription_failed", told)
    : new TranscriptionDelayed("transcription_failed", told, retryAfterMs);
}

/** The text of an answer: as asked for, `{"text": …}`. A page or anything else is no transcription. */
function textOf(body: string): string {
  let text: unknown;
  try {
    text = Reflect.get(Object(JSON.parse(body)), "text");
  } catch {
    // no JSON, told below
  }
  if (typeof text === "string") return text.trim();
  throw new AppError("transcription_unavailable", "The address answers, but not with a transcription");
}

async function readAtMost(response: Response, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > limit) throw new Error("The answer is far too long for a transcription");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
