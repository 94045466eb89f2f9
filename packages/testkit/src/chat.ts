import type OpenAI from "openai";
import type { InputItem, RequestBody } from "./request.ts";

type ChatBody = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming;
type StreamEvent = OpenAI.Responses.ResponseStreamEvent;

/** How a server streams chat completions. Everything is as the real service does it where nothing is said. */
export interface ChatStyle {
  /** Leaves out the last line, [DONE]. */
  readonly noDone?: boolean;
  /** Calls without ids. */
  readonly noIds?: boolean;
  /** Calls without numbers; each comes in one piece. */
  readonly noIndex?: boolean;
  /** Arguments as objects rather than as text. */
  readonly objects?: boolean;
  readonly noFinish?: boolean;
  readonly noUsage?: boolean;
  /** Chunks without a choice in between. */
  readonly emptyChoices?: boolean;
  /** The field that reasoning comes in. */
  readonly reasoning?: "reasoning_content" | "reasoning" | "thinking";
}

/** Context of the app that stands with the person's words in one message. */
const context = /<([a-z_]+)>\n[\s\S]*?\n<\/\1>/g;

function personItems(text: string): InputItem[] {
  const item = (part: string): InputItem => ({ role: "user", content: [{ type: "input_text", text: part }] });
  const words = text.replaceAll(context, "").trim();
  return [...(text.match(context) ?? []).map(item), ...(words === "" ? [] : [item(words)])];
}

const textOf = (content: unknown): string => {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: { text?: string; type?: string }) => part.text ?? `[${part.type}]`).join("\n\n");
};

/** The request as the Responses API would have it, so that one script serves both. */
export function bodyOfChat({ messages, tools, model }: ChatBody): RequestBody {
  const freeForm = new Set(
    (tools ?? []).flatMap((tool) =>
      tool.type === "function" && Object.keys(tool.function.parameters?.properties ?? {}).join() === "input"
        ? [tool.function.name]
        : [],
    ),
  );
  const custom = new Set<string>();
  const input = messages.flatMap((message): InputItem[] => {
    switch (message.role) {
      case "user":
        return personItems(textOf(message.content));
      case "assistant": {
        const text = textOf(message.content);
        const said: InputItem[] = text === "" ? [] : [{ role: "assistant", content: text }];
        const calls = (message.tool_calls ?? []).flatMap((call): InputItem[] => {
          if (call.type !== "function") return [];
          const { name, arguments: json } = call.function;
          if (!freeForm.has(name)) return [{ type: "function_call", call_id: call.id, name, arguments: json }];
          custom.add(call.id);
          const { input: text } = JSON.parse(json) as { input: string }; // what the client under test sent
          return [{ type: "custom_tool_call", call_id: call.id, name, input: text }];
        });
        return [...said, ...calls];
      }
      case "tool": {
        const type = custom.has(message.tool_call_id) ? "custom_tool_call_output" : "function_call_output";
        return [{ type, call_id: message.tool_call_id, output: textOf(message.content) } as InputItem]; // either of the two
      }
      default:
        return [];
    }
  });
  const system = messages.find(({ role }) => role === "system");
  return { model, stream: true, instructions: textOf(system?.content), input };
}

/** Writes the events of an answer as chunks; one writer per answer. */
export function chatWriter(body: ChatBody, style: ChatStyle): (event: { readonly type: string }) => string {
  const chunk = (choices: readonly object[], more: object = {}) =>
    `data: ${JSON.stringify({ id: "chatcmpl", object: "chat.completion.chunk", created: 0, model: body.model, choices, ...more })}\n\n`;
  const delta = (value: object, finish: string | null = null) =>
    (style.emptyChoices ? chunk([]) : "") + chunk([{ index: 0, delta: value, finish_reason: finish }]);
  let calls = -1;
  const call = (id: string, name: string, text: string) => {
    calls += 1;
    const input: unknown = style.objects ? JSON.parse(text === "" ? "{}" : text) : text;
    return delta({
      tool_calls: [
        {
          ...(style.noIndex ? {} : { index: calls }),
          ...(style.noIds ? {} : { id }),
          type: "function",
          function: { name, arguments: input },
        },
      ],
    });
  };
  /** Calls whose arguments come in one piece. */
  const whole = style.objects === true || style.noIndex === true;

  return (given) => {
    const event = given as StreamEvent; // what eventsOf makes
    switch (event.type) {
      case "response.created":
        return delta({ role: "assistant", content: "" });
      case "response.output_text.delta":
        return delta({ content: event.delta });
      case "response.reasoning_summary_text.delta":
        return delta({ [style.reasoning ?? "reasoning_content"]: event.delta });
      case "response.output_item.added":
        return event.item.type === "function_call" && !whole ? call(event.item.call_id, event.item.name, "") : "";
      case "response.function_call_arguments.delta":
        return whole ? "" : delta({ tool_calls: [{ index: calls, function: { arguments: event.delta } }] });
      case "response.output_item.done": {
        const { item } = event;
        if (item.type === "custom_tool_call")
          return call(item.call_id, item.name, JSON.stringify({ input: item.input }));
        return item.type === "function_call" && whole ? call(item.call_id, item.name, item.arguments) : "";
      }
      case "response.completed":
      case "response.incomplete": {
        const reason = event.response.incomplete_details?.reason === "content_filter" ? "content_filter" : "length";
        const finish = event.type === "response.incomplete" ? reason : calls >= 0 ? "tool_calls" : "stop";
        const { usage } = event.response;
        const tokens = {
          prompt_tokens: usage?.input_tokens,
          completion_tokens: usage?.output_tokens,
          total_tokens: usage?.total_tokens,
          prompt_tokens_details: { cached_tokens: usage?.input_tokens_details.cached_tokens },
        };
        const asked = body.stream_options?.include_usage === true && !style.noUsage;
        return [
          style.noFinish ? "" : delta({}, finish),
          asked ? chunk([], { usage: tokens }) : "",
          style.noDone ? "" : "data: [DONE]\n\n",
        ].join("");
      }
      case "response.failed":
        return `data: ${JSON.stringify({ error: event.response.error })}\n\n`;
      case "error":
        return `data: ${JSON.stringify({ error: { code: event.code, message: event.message } })}\n\n`;
      default:
        return "";
    }
  };
}
