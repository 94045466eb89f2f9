import type { ModelFailure } from "./types.ts";

/** A stream that just ended, without a last word. */
export const cutStream: ModelFailure = {
  code: "model_failed",
  message: "The model's answer stopped half-way",
  retry: "stream",
};

export const fullWindow: ModelFailure = {
  code: "context_exceeded",
  message: "The conversation no longer fits into the model's window",
  retry: "no",
};

/** A model stream that threw broke its contract: a bug, told like any other failure so that the turn still ends. */
export function unexpected(error: unknown): ModelFailure {
  const detail = error instanceof Error ? error.message : String(error);
  return { code: "internal", message: "Something went wrong inside Flightdeck", detail, retry: "no" };
}
