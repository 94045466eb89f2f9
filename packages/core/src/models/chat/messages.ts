import type OpenAI from "openai";
import { isCall, type PromptItem } from "../../agent/index.ts";

type Message = OpenAI.Chat.Completions.ChatCompletionMessageParam;
type ContentPart = OpenAI.Chat.Completions.ChatCompletionContentPart;
type ToolCall = OpenAI.Chat.Completions.ChatCompletionMessageFunctionToolCall;
/** Servers with reasoning models take their own words back under this name. */
type AssistantMessage = OpenAI.Chat.Completions.ChatCompletionAssistantMessageParam & { reasoning_content?: string };

export interface MessageOptions {
  readonly instructions: string;
  /** Whether the model takes pictures; where not, it is told that there was one. */
  readonly images: boolean;
  /** Whether the server takes the model's reasoning back. */
  readonly reasoning: boolean;
}

/** A free-form tool is a function of one text here. */
export const freeFormArguments = (input: string): string => JSON.stringify({ input });

const sealed =
  "The conversation before this point was made shorter by another provider, and only that one can read it.";

/** Content as the parts that both APIs share. */
function partsOf(content: unknown, images: boolean): ContentPart[] {
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: Readonly<Record<string, unknown>>): ContentPart[] => {
    if (typeof part.text === "string") return [{ type: "text", text: part.text }];
    if (typeof part.refusal === "string") return [{ type: "text", text: part.refusal }];
    if (part.type === "input_image" && typeof part.image_url === "string" && images) {
      return [{ type: "image_url", image_url: { url: part.image_url } }];
    }
    const what = part.type === "input_image" ? "a picture" : "a file";
    return [{ type: "text", text: `[Here was ${what}, which this model cannot be shown.]` }];
  });
}

const isText = (part: ContentPart): part is ContentPart & { type: "text" } => part.type === "text";

/** One text where there are no pictures: many servers take nothing else. */
const contentOf = (parts: readonly ContentPart[]): string | ContentPart[] =>
  parts.every(isText) ? parts.map((part) => (isText(part) ? part.text : "")).join("\n\n") : [...parts];

const isOutput = (item: PromptItem) =>
  item.type === "function_call_output" || item.type === "custom_tool_call_output" ? item : undefined;

/**
 * A prompt as Chat Completions have it. The person's messages that follow each other become one, since many templates
 * want the roles to alternate; each call is followed by its output, wherever that stands in the prompt.
 */
export function messagesOf(prompt: readonly PromptItem[], options: MessageOptions): Message[] {
  const messages: Message[] = options.instructions === "" ? [] : [{ role: "system", content: options.instructions }];
  const outputs = new Map(prompt.flatMap((item) => (isOutput(item) ? [[isOutput(item)?.call_id, item] as const] : [])));
  // What was thought before the person spoke last is over.
  const present = prompt.findLastIndex(
    (item) => "role" in item && item.role === "user" && (item.type ?? "message") === "message",
  );
  let person: ContentPart[] = [];
  let reasoning = "";
  let assistant: { message: AssistantMessage & { content: string }; calls: ToolCall[] } | undefined;

  const flushPerson = () => {
    if (person.length > 0) messages.push({ role: "user", content: contentOf(person) });
    person = [];
  };
  /** The assistant's message, then the outputs of its calls, then the pictures in these. */
  const flushAssistant = () => {
    if (assistant === undefined) return;
    const { message, calls } = assistant;
    assistant = undefined;
    messages.push(calls.length === 0 ? message : { ...message, tool_calls: calls });
    for (const { id } of calls) {
      const found = outputs.get(id);
      const parts = found !== undefined && "output" in found ? partsOf(found.output, options.images) : [];
      const text = parts.filter(isText).map((part) => part.text);
      messages.push({ role: "tool", tool_call_id: id, content: text.join("\n") || "(no output)" });
      person.push(...parts.filter((part) => !isText(part)));
      outputs.delete(id);
    }
  };
  const speak = (): NonNullable<typeof assistant> => {
    flushPerson();
    assistant ??= { message: { role: "assistant", content: "" }, calls: [] };
    if (reasoning !== "") assistant.message.reasoning_content = reasoning;
    reasoning = "";
    return assistant;
  };
  const hear = (parts: readonly ContentPart[]) => {
    flushAssistant();
    person.push(...parts);
  };

  for (const [index, item] of prompt.entries()) {
    if (isCall(item)) {
      const { calls } = speak();
      const text = item.type === "function_call" ? item.arguments : freeFormArguments(item.input);
      calls.push({ id: item.call_id, type: "function", function: { name: item.name, arguments: text } });
    } else if (isOutput(item) !== undefined) {
      flushAssistant();
    } else if (item.type === "reasoning") {
      flushAssistant();
      const text = (item.content ?? []).map((part) => part.text).join("\n");
      if (options.reasoning && index > present && text !== "") reasoning = text;
    } else if (item.type === "compaction") {
      hear([{ type: "text", text: sealed }]);
    } else if ("role" in item && "content" in item) {
      const parts = partsOf(item.content, options.images);
      if (item.role !== "assistant") {
        hear(parts);
        continue;
      }
      if (assistant !== undefined && assistant.calls.length > 0) flushAssistant();
      const { message } = speak();
      const text = parts
        .filter(isText)
        .map((part) => part.text)
        .join("\n\n");
      message.content = message.content === "" ? text : `${message.content}\n\n${text}`;
    }
  }
  flushAssistant();
  flushPerson();
  return messages;
}
