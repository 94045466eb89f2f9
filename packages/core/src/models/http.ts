import type { ModelFailure } from "../agent/index.ts";
import { errorText } from "./bounds.ts";
import { type ProviderError, retryAfterOf, unreachable } from "./failure.ts";
import type { HttpAnswer } from "./post.ts";

export interface Endpoint {
  readonly apiKey: string;
  /** Up to and with the version: https://api.openai.com/v1. */
  readonly baseUrl: string;
  /** Stands in for the platform's, for what is asked beside a turn. */
  readonly fetch?: typeof globalThis.fetch;
}

export const urlOf = ({ baseUrl }: Endpoint, path: string): string => `${baseUrl.replace(/\/+$/, "")}/${path}`;

export const headersOf = ({ apiKey }: Endpoint): Record<string, string> => ({
  authorization: `Bearer ${apiKey}`,
  "content-type": "application/json",
  "user-agent": "flightdeck",
});

/**
 * What is wrong with key or address before anything is sent. An address that is none is not worth a second try, and the
 * platform's own error for a key that cannot be a header would repeat the key.
 */
export function keyFailure({ apiKey, baseUrl }: Endpoint): ModelFailure | undefined {
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    const detail = "The key is empty or has characters that no key has";
    return { code: "model_unauthorized", message: "The model provider refused the key", detail, retry: "no" };
  }
  if (!/^https?:/.test(baseUrl) || !URL.canParse(baseUrl)) {
    return { ...unreachable(`"${baseUrl}" is not an http address`), retry: "no" };
  }
  return undefined;
}

interface ErrorBody {
  readonly error?:
    | { readonly code?: unknown; readonly type?: unknown; readonly message?: unknown; readonly param?: unknown }
    | string;
  readonly message?: unknown;
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value.slice(0, 2000) : undefined);

/** Reads what a refused request says about itself; a body that is no JSON is told as it is. */
export async function errorOf(response: HttpAnswer): Promise<ProviderError> {
  const raw = await errorText(response);
  return errorOfBody(response.status, response.headers, raw || response.statusText);
}

/** The same of a body that was read. */
export function errorOfBody(status: number, headers: HttpAnswer["headers"], raw: string): ProviderError {
  const base = { status, retryAfterMs: retryAfterOf(headers, Date.now) };
  try {
    return { ...base, ...errorFields(JSON.parse(raw), raw) };
  } catch {
    return { ...base, message: text(raw.trim()) };
  }
}

/** The fields of an error, wherever a provider puts them; every one is checked. */
export function errorFields(value: unknown, raw = ""): Omit<ProviderError, "status" | "retryAfterMs"> {
  const { error, message } = (value ?? {}) as ErrorBody; // every field is checked before use
  if (typeof error !== "object" || error === null) return { message: text(error) ?? text(message) ?? text(raw) };
  return { code: text(error.code), type: text(error.type), message: text(error.message), param: text(error.param) };
}

/** The reason of a failed fetch: the innermost cause says more than "fetch failed". */
export function reasonOf(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  if (inner instanceof AggregateError && inner.errors[0] instanceof Error) inner = inner.errors[0];
  return inner instanceof Error ? inner.message || inner.name : String(inner);
}
