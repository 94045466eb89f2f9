import type { ModelFailure } from "../agent/index.ts";
import type { HttpAnswer } from "./post.ts";

/** What a provider says of an error, in a refusal's body or in the stream. */
export interface ProviderError {
  readonly status?: number;
  readonly code?: string;
  readonly type?: string;
  readonly message?: string;
  readonly param?: string;
  readonly retryAfterMs?: number;
}

const quotaCodes = new Set([
  "insufficient_quota",
  "billing_hard_limit_reached",
  "usage_limit_reached",
  "quota_exceeded",
]);
const contextCodes = new Set(["context_length_exceeded", "string_above_max_length"]);
const keyCodes = new Set(["invalid_api_key", "invalid_issuer", "account_deactivated", "invalid_authentication"]);
const modelCodes = new Set(["model_not_found", "invalid_model", "model_not_supported"]);
const badRequestCodes = new Set(["invalid_prompt", "invalid_request_error"]);
const policyCodes = new Set([
  "bio_policy",
  "content_filter",
  "content_policy_violation",
  "cyber_policy",
  "policy_violation",
  "ResponsibleAIPolicyViolation",
]);
/** Some tell it under the code of a bad request or of a missing right, and say the reason in words alone. */
const policyWords =
  /\b(?:usage|content|safety|acceptable use) polic(?:y|ies)\b|flagged (?:as|by|for)|requires moderation/i;

const failure = (code: string, message: string, retry: ModelFailure["retry"], error: ProviderError): ModelFailure => ({
  code,
  message,
  ...(error.message === undefined ? {} : { detail: error.message }),
  retry,
  ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
});

/**
 * Which failure of ours an error of the provider is. `begun` tells whether the answer had begun to stream: that has a
 * retry budget of its own. What a second try cannot cure is not tried again.
 */
export function failureOf(error: ProviderError, begun: boolean): ModelFailure {
  const { status, code = "", type = "" } = error;
  const retry = begun ? "stream" : "request";
  const is = (codes: ReadonlySet<string>) => codes.has(code) || codes.has(type);
  const mayBePolicy = status === 400 || status === 403 || is(badRequestCodes);
  if (is(policyCodes) || (mayBePolicy && policyWords.test(error.message ?? ""))) {
    return failure("policy_refused", "The model provider's rules forbid this request", "no", error);
  }
  if (status === 401 || status === 403 || is(keyCodes)) {
    return failure("model_unauthorized", "The model provider refused the key", "no", error);
  }
  if (is(quotaCodes) || status === 402) {
    return failure("quota_exceeded", "The account's quota with the model provider is used up", "no", error);
  }
  if (is(contextCodes) || /context (window|length|size)/i.test(error.message ?? "")) {
    return failure("context_exceeded", "The conversation no longer fits into the model's window", "no", error);
  }
  if (is(modelCodes) || (status === 404 && /\bmodel\b/i.test(error.message ?? "")))
    return failure("model_not_found", "The provider does not offer this model", "no", error);
  if (status === 404) {
    return failure("request_refused", "The provider's address does not answer as expected", "no", error);
  }
  if (status === 429 || code === "rate_limit_exceeded") {
    return failure("rate_limited", "The model provider asks to slow down", retry, error);
  }
  if (status === 408 || status === 409 || (status ?? 0) >= 500) {
    return failure("model_failed", `The model provider failed (${status})`, retry, error);
  }
  if (status !== undefined || is(badRequestCodes)) {
    return failure("request_refused", "The model provider refused the request", "no", error);
  }
  return failure("model_failed", "The model provider failed", retry, error);
}

/** The connection could not be made, or broke before the answer began. */
export const unreachable = (detail: string): ModelFailure => ({
  code: "provider_unreachable",
  message: "The model provider cannot be reached",
  detail,
  retry: "request",
});

/** The answer began and then broke off. */
export const brokenStream = (detail: string): ModelFailure => ({
  code: "model_failed",
  message: "The model's answer stopped half-way",
  detail,
  retry: "stream",
});

/** Why an answer ended before it was whole, in the words of either API. */
export function incompleteAnswer(reason: string | undefined): ModelFailure {
  const more = { ...(reason === undefined ? {} : { detail: reason }), retry: "no" } as const;
  if (reason === "content_filter")
    return { code: "policy_refused", message: "The provider's content filter stopped the answer", ...more };
  const limit = reason === "max_output_tokens" || reason === "length";
  const message = limit ? "The answer reached the model's output limit" : "The model ended its answer early";
  return { code: "answer_incomplete", message, ...more };
}

/** Seconds or a date, as HTTP has it, or the provider's own milliseconds. */
export function retryAfterOf(headers: HttpAnswer["headers"], now: () => number): number | undefined {
  const milliseconds = Number.parseFloat(headers.get("retry-after-ms") ?? "");
  if (milliseconds >= 0) return milliseconds;
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  const seconds = Number(text);
  if (seconds >= 0) return seconds * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now());
}
