import type OpenAI from "openai";
import type { Answer, End, Part, Place } from "./reply.ts";
import type { RequestBody } from "./request.ts";

type Event = OpenAI.Responses.ResponseStreamEvent;
/** An event before it has its place in the stream. */
type Unnumbered = Event extends infer E ? (E extends Event ? Omit<E, "sequence_number"> : never) : never;
type OutputItem = OpenAI.Responses.ResponseOutputItem;

/** Cuts a text into so many pieces of nearly one length, never inside a surrogate pair. */
function piecesOf(text: string, count: number): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (let n = 1; n <= count && from < text.length; n += 1) {
    let to = Math.max(from + 1, Math.round((text.length * n) / count));
    const unit = text.charCodeAt(to - 1);
    if (unit >= 0xd800 && unit <= 0xdbff) to += 1;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}

function* sayEvents(part: Part & { type: "say" }, id: string, index: number): Generator<Unnumbered> {
  const place = { item_id: id, output_index: index };
  const empty = { id, type: "message", role: "assistant", status: "in_progress", content: [] } as const;
  yield { type: "response.output_item.added", output_index: index, item: { ...empty, content: [] } };
  const content = (text: string) => ({ type: "output_text" as const, text, annotations: [] });
  yield { type: "response.content_part.added", ...place, content_index: 0, part: content("") };
  for (const delta of piecesOf(part.text, part.pieces)) {
    yield { type: "response.output_text.delta", ...place, content_index: 0, delta, logprobs: [] };
  }
  yield { type: "response.output_text.done", ...place, content_index: 0, text: part.text, logprobs: [] };
  yield { type: "response.content_part.done", ...place, content_index: 0, part: content(part.text) };
}

function* reasonEvents(part: Part & { type: "reason" }, id: string, index: number): Generator<Unnumbered> {
  const place = { item_id: id, output_index: index };
  yield { type: "response.output_item.added", output_index: index, item: { id, type: "reasoning", summary: [] } };
  if (part.text === "") return;
  const summary = (text: string) => ({ type: "summary_text" as const, text });
  yield { type: "response.reasoning_summary_part.added", ...place, summary_index: 0, part: summary("") };
  for (const delta of piecesOf(part.text, part.pieces)) {
    yield { type: "response.reasoning_summary_text.delta", ...place, summary_index: 0, delta };
  }
  yield { type: "response.reasoning_summary_text.done", ...place, summary_index: 0, text: part.text };
  yield { type: "response.reasoning_summary_part.done", ...place, summary_index: 0, part: summary(part.text) };
}

function* callEvents(
  part: Part & { type: "call" },
  item: OutputItem,
  id: string,
  index: number,
): Generator<Unnumbered> {
  const place = { item_id: id, output_index: index };
  yield { type: "response.output_item.added", output_index: index, item: { ...item, arguments: "" } as OutputItem }; // a call
  for (const delta of piecesOf(part.arguments, 3)) {
    yield { type: "response.function_call_arguments.delta", ...place, delta };
  }
  yield { type: "response.function_call_arguments.done", ...place, arguments: part.arguments };
}

function* customEvents(
  part: Part & { type: "custom" },
  item: OutputItem,
  id: string,
  index: number,
): Generator<Unnumbered> {
  const place = { item_id: id, output_index: index };
  yield { type: "response.output_item.added", output_index: index, item: { ...item, input: "" } as OutputItem }; // a call
  for (const delta of piecesOf(part.input, 3)) {
    yield { type: "response.custom_tool_call_input.delta", ...place, delta };
  }
  yield { type: "response.custom_tool_call_input.done", ...place, input: part.input };
}

/** The item of a part once it is whole. Its ids follow from the conversation alone, so that bodies can be compared. */
function outputItem(part: Part, name: string): OutputItem {
  switch (part.type) {
    case "say": {
      const content = [{ type: "output_text" as const, text: part.text, annotations: [] }];
      return { id: `msg_${name}`, type: "message", role: "assistant", status: "completed", content };
    }
    case "reason": {
      const summary = part.text === "" ? [] : [{ type: "summary_text" as const, text: part.text }];
      return { id: `rs_${name}`, type: "reasoning", summary, encrypted_content: `sealed-${name}` };
    }
    case "call": {
      const { arguments: text, name: tool } = part;
      return {
        id: `fc_${name}`,
        type: "function_call",
        call_id: `call_${name}`,
        name: tool,
        arguments: text,
        status: "completed",
      };
    }
    case "custom":
      return {
        id: `ctc_${name}`,
        type: "custom_tool_call",
        call_id: `call_${name}`,
        name: part.name,
        input: part.input,
      };
  }
}

function* partEvents(part: Part, item: OutputItem, index: number): Generator<Unnumbered> {
  const id = item.id ?? "";
  switch (part.type) {
    case "say":
      return yield* sayEvents(part, id, index);
    case "reason":
      return yield* reasonEvents(part, id, index);
    case "call":
      return yield* callEvents(part, item, id, index);
    case "custom":
      return yield* customEvents(part, item, id, index);
  }
}

function usageOf(body: RequestBody, output: readonly OutputItem[]): OpenAI.Responses.ResponseUsage {
  const input = Math.ceil(JSON.stringify(body.input).length / 4);
  const written = Math.ceil(JSON.stringify(output).length / 4);
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: Math.floor(input / 2), cache_write_tokens: 0 },
    output_tokens: written,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + written,
  };
}

function lastEvent(end: End, response: OpenAI.Responses.Response): Unnumbered {
  switch (end.type) {
    case "completed":
      return { type: "response.completed", response: { ...response, status: "completed" } };
    case "failed": {
      const error = { code: end.code, message: end.message } as OpenAI.Responses.ResponseError; // codes of tests may be new ones
      return { type: "response.failed", response: { ...response, status: "failed", error } };
    }
    case "incomplete":
      return {
        type: "response.incomplete",
        response: { ...response, status: "incomplete", incomplete_details: { reason: end.reason } },
      };
    case "error":
      return { type: "error", code: end.code, message: end.message, param: null };
  }
}

export interface AnswerPlace {
  readonly responseId: string;
  /** Asked between two items: whether the answer ends here because input was steered into it. */
  readonly steered?: () => boolean;
  /** Takes the items that were put out. */
  readonly finished?: (output: readonly OutputItem[]) => void;
}

/** What is said of the prompt cache, to a request that asks. */
function diagnosticsOf({ missed }: Answer, body: RequestBody) {
  if (body.prompt_cache_options?.comparison_response_id === undefined) return {};
  const found =
    missed === undefined
      ? { type: "cache_hit" as const }
      : { type: "cache_miss" as const, reason: missed.reason, cache_missed_tokens: missed.tokens };
  return { prompt_cache_diagnostics: found };
}

/** The events of an answer in the order of the real service. */
export function* eventsOf(
  reply: Answer,
  body: RequestBody,
  { responseId, steered = () => false, finished }: AnswerPlace,
): Generator<Event> {
  let sequence_number = 0;
  const number = (event: Unnumbered) => ({ ...event, sequence_number: sequence_number++ }) as Event; // the same event, numbered
  const response = {
    id: responseId,
    object: "response",
    created_at: 0,
    model: body.model,
    status: "in_progress",
    output: [],
    error: null,
    incomplete_details: null,
    usage: null,
    ...diagnosticsOf(reply, body),
  } as unknown as OpenAI.Responses.Response; // the fields a client reads; the service repeats the request in the others
  yield number({ type: "response.created", response });
  yield number({ type: "response.in_progress", response });
  const output: OutputItem[] = [];
  let { end } = reply;
  for (const [index, part] of reply.parts.entries()) {
    // A boundary is safe as long as no tool was called.
    if (index > 0 && !output.some(({ type }) => type.endsWith("_call")) && steered()) {
      end = { type: "incomplete", reason: "steered" };
      break;
    }
    const item = outputItem(part, `${body.input.length}_${index}`);
    for (const event of partEvents(part, item, index)) yield number(event);
    yield number({ type: "response.output_item.done", output_index: index, item });
    output.push(item);
  }
  finished?.(output);
  yield number(lastEvent(end, { ...response, output, usage: usageOf(body, output) }));
}

/** Whether a stream that is to break at `place` breaks after this event. */
export function reached(place: Place, event: Event, count: number): boolean {
  switch (place) {
    case "start":
      return false;
    case "text":
      return event.type === "response.output_text.delta";
    case "call":
      return (
        event.type === "response.function_call_arguments.delta" ||
        event.type === "response.custom_tool_call_input.delta"
      );
    case "called":
      return event.type === "response.output_item.done" && event.item.type.endsWith("_call");
    default:
      return count >= place;
  }
}
