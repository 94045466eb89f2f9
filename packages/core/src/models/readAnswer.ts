import type { CacheReport, Usage } from "@flightdeck/contract";
import type OpenAI from "openai";
import { z } from "zod";
import type { ModelEvent, PromptItem } from "../agent/index.ts";
import { failureOf, incompleteAnswer } from "./failure.ts";

type StreamEvent = OpenAI.Responses.ResponseStreamEvent;

/** What the loop relies on in an output item; everything else of it goes back to the provider unseen. */
const OutputItem = z.union([
  z.looseObject({ type: z.literal("message"), content: z.array(z.looseObject({ type: z.string() })) }),
  z.looseObject({ type: z.literal("reasoning"), summary: z.array(z.looseObject({ text: z.string() })) }),
  z.looseObject({
    type: z.literal("function_call"),
    call_id: z.string().min(1),
    name: z.string(),
    arguments: z.string(),
  }),
  z.looseObject({
    type: z.literal("custom_tool_call"),
    call_id: z.string().min(1),
    name: z.string(),
    input: z.string(),
  }),
  z.looseObject({
    type: z.string().refine((type) => !["message", "reasoning", "function_call", "custom_tool_call"].includes(type)),
  }),
]);

const Delta = z.string();
const tokens = z.number().catch(0);
const ResponseUsage = z.object({
  input_tokens: tokens,
  input_tokens_details: z.object({ cached_tokens: tokens }).catch({ cached_tokens: 0 }),
  output_tokens: tokens,
  output_tokens_details: z.object({ reasoning_tokens: tokens }).catch({ reasoning_tokens: 0 }),
});

/** Tokens as a response counts them. */
export function usageOf(value: unknown): Usage {
  const usage = ResponseUsage.safeParse(value).data;
  const input = usage?.input_tokens ?? 0;
  const output = usage?.output_tokens ?? 0;
  return {
    input,
    cached: usage?.input_tokens_details.cached_tokens ?? 0,
    output,
    reasoning: usage?.output_tokens_details.reasoning_tokens ?? 0,
    context: input + output,
  };
}

const Diagnostics = z.union([
  z.object({ type: z.literal("cache_hit") }),
  z.object({ type: z.literal("cache_miss"), reason: z.string(), cache_missed_tokens: z.number().optional() }),
]);

/** What a response says of the prompt cache, where it was asked and knows. */
export function cacheOf(response: object): CacheReport | undefined {
  const found = Diagnostics.safeParse(Reflect.get(response, "prompt_cache_diagnostics")).data;
  if (found === undefined) return undefined;
  if (found.type === "cache_hit") return { hit: true };
  const { reason, cache_missed_tokens } = found;
  return { hit: false, reason, ...(cache_missed_tokens === undefined ? {} : { missedTokens: cache_missed_tokens }) };
}

/** A whole response's count: of tokens, and of what the cache spared. */
export function countOf(response: OpenAI.Responses.Response): { readonly usage: Usage; readonly cache?: CacheReport } {
  const cache = cacheOf(response);
  return { usage: usageOf(response.usage), ...(cache === undefined ? {} : { cache }) };
}

/** Rate limits inside a stream carry their delay only in words. */
export function delayOf(message: string | undefined): { readonly retryAfterMs?: number } {
  const match = /try again in ([\d.]+)\s*(ms|s)/i.exec(message ?? "");
  const amount = Number(match?.[1]);
  return amount >= 0 ? { retryAfterMs: amount * (match?.[2] === "ms" ? 1 : 1000) } : {};
}

const failed = (code: string | null | undefined, message: string | undefined): ModelEvent => ({
  type: "failed",
  failure: failureOf({ code: code ?? undefined, message, ...delayOf(message) }, true),
});

/**
 * Turns the stream's events into what the loop listens to; one reader per answer. An event that is not as the API
 * promises throws: the stream counts as broken. `name` sets the keys of one answer apart from those of another in the
 * same stream.
 */
export function readAnswer(name = ""): (event: StreamEvent) => Iterable<ModelEvent> {
  /** Reasoning that is shown, by the number of its item; its summary comes in parts. */
  const summaries = new Map<number, number>();

  const reasoning = (item: number, part: number, text: string): ModelEvent[] => {
    const key = `${name}${item}`;
    const last = summaries.get(item);
    summaries.set(item, part);
    const events: ModelEvent[] = last === undefined ? [{ type: "reasoning.started", key }] : [];
    const delta = last !== undefined && last !== part ? `\n\n${text}` : text;
    if (delta !== "") events.push({ type: "reasoning.delta", key, text: delta });
    return events;
  };

  return (event) => {
    switch (event.type) {
      case "response.output_item.added":
        return event.item.type === "message" ? [{ type: "text.started", key: `${name}${event.output_index}` }] : [];
      case "response.output_text.delta":
      case "response.refusal.delta":
        return [{ type: "text.delta", key: `${name}${event.output_index}`, text: Delta.parse(event.delta) }];
      case "response.reasoning_summary_text.delta":
        return reasoning(event.output_index, event.summary_index, Delta.parse(event.delta));
      case "response.reasoning_text.delta":
        return reasoning(event.output_index, event.content_index, Delta.parse(event.delta));
      case "response.output_item.done": {
        OutputItem.parse(event.item);
        const item = event.item as PromptItem; // what the model put out is what it reads as input
        return [{ type: "item.done", key: `${name}${event.output_index}`, item }];
      }
      case "response.completed":
        return [{ type: "completed", ...countOf(event.response) }];
      case "response.failed":
        return [failed(event.response.error?.code, event.response.error?.message)];
      case "response.incomplete":
        return [{ type: "failed", failure: incompleteAnswer(event.response.incomplete_details?.reason) }];
      case "error":
        return [errorEvent(event)];
      default:
        // The API has many more events than a loop needs, and new ones come. Some servers tell an error without a type.
        return "error" in event ? [errorEvent(event)] : [];
    }
  };
}

/** Some providers put the error's fields into an object of their own. */
function errorEvent(event: object): ModelEvent {
  const inner = z
    .object({ code: z.string().nullish(), message: z.string().optional() })
    .safeParse("error" in event ? event.error : event).data;
  return failed(inner?.code, inner?.message);
}
