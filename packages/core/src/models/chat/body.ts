import type OpenAI from "openai";
import type { ModelRequest, ToolSpec } from "../../agent/index.ts";
import type { ProviderError } from "../failure.ts";
import { messagesOf } from "./messages.ts";

type Body = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming;

/** What a server was found not to take. Each is asked for until it is refused. */
export interface ChatAsking {
  readonly usage: boolean;
  readonly reasoning: boolean;
  readonly effort: boolean;
  readonly images: boolean;
  /** Whether the refusal was about something that can be left away: then the request is worth sending again. */
  learn(error: ProviderError): boolean;
}

export function chatAskingOf({ images }: { readonly images: boolean }): ChatAsking {
  const takes = { usage: true, reasoning: true, effort: true, images };
  const lessons: readonly (readonly [keyof typeof takes, RegExp])[] = [
    ["usage", /stream_options|include_usage/i],
    ["reasoning", /reasoning_content/i],
    ["effort", /reasoning_effort|does not support thinking/i],
    ["images", /image/i],
  ];
  return {
    get usage() {
      return takes.usage;
    },
    get reasoning() {
      return takes.reasoning;
    },
    get effort() {
      return takes.effort;
    },
    get images() {
      return takes.images;
    },
    learn({ message, param, code }) {
      const text = `${code} ${param} ${message}`;
      const lesson = lessons.find(([what, words]) => takes[what] && words.test(text));
      if (lesson !== undefined) takes[lesson[0]] = false;
      return lesson !== undefined;
    },
  };
}

const grammarOf = (spec: OpenAI.Responses.CustomTool): string =>
  spec.format?.type === "grammar"
    ? `\n\nThe input follows this grammar (${spec.format.syntax}):\n${spec.format.definition}`
    : "";

function toolOf(spec: ToolSpec): OpenAI.Chat.Completions.ChatCompletionFunctionTool {
  if (spec.type === "function") {
    const { name, description, parameters, strict } = spec;
    return {
      type: "function",
      function: {
        name,
        description: description ?? "",
        parameters: parameters ?? { type: "object", properties: {} },
        ...(strict === true ? { strict } : {}),
      },
    };
  }
  return {
    type: "function",
    function: {
      name: spec.name,
      description: `${spec.description ?? ""}${grammarOf(spec)}`,
      parameters: {
        type: "object",
        properties: { input: { type: "string", description: "The whole input, as free text" } },
        required: ["input"],
        additionalProperties: false,
      },
    },
  };
}

/** The request as Chat Completions have it. */
export function chatBody(request: ModelRequest, asking: ChatAsking): Body {
  const { model, instructions, input, tools, toolChoice, effort, outputSchema } = request;
  const { images, reasoning } = asking;
  return {
    model,
    messages: messagesOf(input, { instructions, images, reasoning }),
    ...(tools.length === 0 ? {} : { tools: tools.map(toolOf), tool_choice: toolChoice ?? "auto" }),
    ...(effort === undefined || !asking.effort ? {} : { reasoning_effort: effort as OpenAI.ReasoningEffort }), // the catalog's own words
    ...(outputSchema === undefined
      ? {}
      : {
          response_format: {
            type: "json_schema",
            json_schema: { name: "answer", schema: { ...outputSchema }, strict: true },
          },
        }),
    stream: true,
    ...(asking.usage ? { stream_options: { include_usage: true } } : {}),
  };
}
