import { noUsage, type Usage } from "@flightdeck/contract";
import { z } from "zod";
import { isCall, type ModelEvent, type ModelRequest, type PromptItem } from "../../agent/index.ts";
import { failureOf, incompleteAnswer } from "../failure.ts";
import { errorFields } from "../http.ts";
import { type Piece, thinkTags } from "./thinkTags.ts";

const text = z.string().nullish().catch(undefined);
const count = z.number().catch(0);

/** What is read of a chunk, from servers that stream well and from those that do not. */
const CallDelta = z.object({
  index: z.number().optional().catch(undefined),
  id: text,
  function: z
    .object({ name: text, arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish() })
    .nullish(),
});
const Delta = z.object({
  content: text,
  refusal: text,
  reasoning_content: text,
  reasoning: text,
  thinking: text,
  tool_calls: z.array(CallDelta).nullish(),
});
const Choice = z.object({
  delta: Delta.nullish(),
  /** Of servers that do not stream after all. */
  message: Delta.nullish(),
  finish_reason: text,
});
const Chunk = z.object({
  choices: z.array(Choice).nullish(),
  usage: z
    .object({
      prompt_tokens: count,
      completion_tokens: count,
      prompt_tokens_details: z.object({ cached_tokens: count }).nullish().catch(undefined),
      completion_tokens_details: z.object({ reasoning_tokens: count }).nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
  error: z.unknown().optional(),
});

interface OpenCall {
  readonly key: string;
  index: number | undefined;
  id: string;
  name: string;
  text: string;
  told: boolean;
}

interface Block {
  readonly kind: "text" | "reasoning";
  readonly key: string;
  text: string;
}

export interface ChunkReader {
  read(data: string): readonly ModelEvent[];
  /** The stream is over. Nothing comes back when there is no sign that the answer is whole. */
  end(): readonly ModelEvent[];
}

const parses = (json: string): boolean => {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
};

/** The free text in the arguments of a function that stands for a free-form tool. */
export function freeFormInput(json: string): string {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return json; // the model wrote the text as it is
  }
  if (typeof value === "string") return value;
  const fields = Object.values(value ?? {});
  const input: unknown = Reflect.get(Object(value), "input") ?? (fields.length === 1 ? fields[0] : undefined);
  return typeof input === "string" ? input : json;
}

/** Turns the chunks of a chat completion into what the loop listens to; one reader per answer. */
export function readChunks(request: Pick<ModelRequest, "input" | "tools">): ChunkReader {
  const freeForm = new Set(request.tools.flatMap((tool) => (tool.type === "custom" ? [tool.name] : [])));
  /** Ids of calls: some servers count from zero in every answer, and an id must name one call. */
  const taken = new Set(request.input.flatMap((item) => (isCall(item) ? [item.call_id] : [])));
  let keys = 0;
  let block: Block | undefined;
  const calls: OpenCall[] = [];
  let usage: Usage = noUsage;
  let finished: string | undefined;
  let signed = false;
  const tags = thinkTags();
  /** The server tells thinking from the answer itself. */
  let apart = false;

  const close = (as?: Block["kind"]): ModelEvent[] => {
    if (block === undefined) return [];
    const { key, text } = block;
    const kind = as ?? block.kind;
    block = undefined;
    const item: PromptItem =
      kind === "text"
        ? { role: "assistant", content: text }
        : // Without an id: no provider but this one can do anything with it.
          { type: "reasoning", id: "", summary: [], content: [{ type: "reasoning_text", text }] };
    return [{ type: "item.done", key, item }];
  };

  const grow = (kind: Block["kind"], delta: string | null | undefined): ModelEvent[] => {
    if (delta === undefined || delta === null || delta === "") return [];
    const events: ModelEvent[] = block?.kind === kind ? [] : close();
    if (block === undefined) {
      block = { kind, key: String(keys++), text: "" };
      events.push({ type: `${kind}.started`, key: block.key });
    }
    block.text += delta;
    return [...events, { type: `${kind}.delta`, key: block.key, text: delta }];
  };

  const written = (pieces: readonly Piece[]): ModelEvent[] =>
    pieces.flatMap((piece) => (piece.kind === "thought" ? close("reasoning") : grow(piece.kind, piece.text)));

  const tell = (call: OpenCall): ModelEvent[] => {
    if (call.told) return [];
    call.told = true;
    const callId =
      call.id !== "" && !taken.has(call.id) ? call.id : freeId(`call_${request.input.length}_${call.key}`, taken);
    taken.add(callId);
    const json = call.text.trim() === "" ? "{}" : call.text;
    const item: PromptItem = freeForm.has(call.name)
      ? { type: "custom_tool_call", call_id: callId, name: call.name, input: freeFormInput(json) }
      : { type: "function_call", call_id: callId, name: call.name, arguments: json };
    return [{ type: "item.done", key: call.key, item }];
  };

  const callFor = ({ index, id, function: fn }: z.infer<typeof CallDelta>): OpenCall | undefined => {
    const same = (call: OpenCall) => !id || call.id === "" || call.id === id;
    const last = calls.at(-1);
    if (index !== undefined) return calls.findLast((call) => call.index === index && same(call));
    if (id) return calls.find((call) => call.id === id);
    // Neither number nor id: a name begins a call, anything else goes on with the last one.
    return fn?.name && last !== undefined && last.text !== "" ? undefined : last;
  };

  const called = (delta: z.infer<typeof CallDelta>): ModelEvent[] => {
    const events = [...written(tags.end()), ...close()];
    let call = callFor(delta);
    if (call === undefined) {
      // Whole calls before it can run already.
      for (const before of calls) if (before.text.length > 2 && parses(before.text)) events.push(...tell(before));
      call = { key: String(keys++), index: delta.index, id: "", name: "", text: "", told: false };
      calls.push(call);
    }
    call.id ||= delta.id ?? "";
    call.name ||= delta.function?.name ?? "";
    const added = delta.function?.arguments ?? "";
    if (!call.told) call.text += typeof added === "string" ? added : JSON.stringify(added);
    return events;
  };

  const heard = (delta: z.infer<typeof Delta> | null | undefined): ModelEvent[] => {
    if (delta === undefined || delta === null) return [];
    const thinking = delta.reasoning_content ?? delta.reasoning ?? delta.thinking ?? "";
    apart ||= thinking !== "";
    return [
      ...(thinking === "" ? [] : [...written(tags.end()), ...grow("reasoning", thinking)]),
      ...(apart ? grow("text", delta.content) : written(tags.push(delta.content ?? ""))),
      ...grow("text", delta.refusal),
      ...(delta.tool_calls ?? []).flatMap(called),
    ];
  };

  return {
    read(data) {
      if (data === "[DONE]") {
        signed = true;
        return [];
      }
      const chunk = Chunk.parse(JSON.parse(data));
      if (chunk.error !== undefined && chunk.error !== null) {
        const failure = failureOf(errorFields({ error: chunk.error }), true);
        return [{ type: "failed", failure }];
      }
      if (chunk.usage !== undefined && chunk.usage !== null) {
        const { prompt_tokens: input, completion_tokens: output } = chunk.usage;
        usage = {
          input,
          cached: chunk.usage.prompt_tokens_details?.cached_tokens ?? 0,
          output,
          reasoning: chunk.usage.completion_tokens_details?.reasoning_tokens ?? 0,
          context: input + output,
        };
      }
      const [choice] = chunk.choices ?? [];
      finished = choice?.finish_reason || finished;
      return heard(choice?.delta ?? choice?.message);
    },
    end() {
      if (finished === "length" || finished === "content_filter") {
        return [{ type: "failed", failure: incompleteAnswer(finished) }];
      }
      if (finished === undefined && !signed && usage === noUsage) return [];
      return [...written(tags.end()), ...close(), ...calls.flatMap(tell), { type: "completed", usage }];
    },
  };
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  for (let n = 2; taken.has(id); n += 1) id = `${wanted}_${n}`;
  return id;
}
