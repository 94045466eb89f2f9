import type OpenAI from "openai";

type Body = OpenAI.Responses.ResponseCreateParamsStreaming;
export type InputItem = OpenAI.Responses.ResponseInputItem;

/** The parts of a request body that the loop sends, as they came. */
export interface RequestBody extends Body {
  readonly input: InputItem[];
}

/** One request for an answer. */
export interface RecordedRequest {
  /** Counts from 0 over the server's life. */
  readonly n: number;
  /** Milliseconds of a steady clock when its last byte was in. */
  readonly at: number;
  /** The client's port: one per connection. */
  readonly port: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly transport: Transport;
  /** What it stands for, whole: over WebSocket with all that the server knows already, Chat Completions translated. */
  readonly body: RequestBody;
  /** What came over the wire. */
  readonly received: Readonly<Record<string, unknown>>;
}

/** responses: HTTP with server-sent events. */
export type Transport = "responses" | "websocket" | "chat";

/** Input that a client steered into a running answer. */
export interface RecordedSteer {
  readonly previous_response_id: string;
  readonly input: readonly InputItem[];
}

const textOf = (content: unknown): string => {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: { text?: unknown }) => (typeof part.text === "string" ? part.text : "")).join("\n");
};

/** Context (environment, AGENTS.md, notes) comes in the person's role too; it begins with a tag. */
const isPerson = (item: InputItem): boolean =>
  "role" in item && item.role === "user" && !textOf(item.content).trimStart().startsWith("<");

/** What the person wrote last, and what the tools gave back since. */
export function lastExchange(input: readonly InputItem[]): { text: string; outputs: readonly string[] } {
  const index = input.findLastIndex(isPerson);
  const message = input[index];
  const outputs: string[] = [];
  for (const item of input.slice(index + 1)) {
    if ("type" in item && (item.type === "function_call_output" || item.type === "custom_tool_call_output")) {
      outputs.push(textOf(item.output));
    }
  }
  return { text: message !== undefined && "content" in message ? textOf(message.content) : "", outputs };
}

/** Whether the request brings results of tools, so that the time before it is the loop's own. */
export const endsWithOutput = (input: readonly InputItem[]): boolean => {
  const last = input.at(-1);
  return last !== undefined && "type" in last && (last.type ?? "").endsWith("_output");
};
