import { setTimeout as sleep } from "node:timers/promises";
import { isCall, type ModelEvent, type ModelStream, type PromptItem } from "../agent/index.ts";
import { type Said, type Situation, tourScript } from "./tourScript.ts";

export interface TourOptions {
  /** Waits between two pieces of text, so that the tour streams like a model; a few milliseconds by default. */
  readonly pace?: (signal: AbortSignal) => Promise<void>;
}

type Message = Extract<PromptItem, { role: string; content: unknown }>;

const textOf = (content: unknown): string => {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: { text?: unknown }) => (typeof part.text === "string" ? part.text : "")).join("");
};

const isMessage = (item: PromptItem): item is Message => "role" in item && "content" in item;
/** Context comes in the person's role too, in a tag. */
const isPerson = (item: PromptItem): boolean =>
  isMessage(item) && item.role === "user" && !/^<[a-z_]+>\n/.test(textOf(item.content));

/** How the conversation stands: what the script goes by, and the outputs of its calls so far. */
function stateOf(input: readonly PromptItem[]): { situation: Situation; outputs: readonly string[] } {
  const last = input.findLastIndex(isPerson);
  const outputs = input
    .slice(last + 1)
    .flatMap((item) =>
      item.type === "function_call_output" || item.type === "custom_tool_call_output" ? [textOf(item.output)] : [],
    );
  const before = input.slice(0, Math.max(0, last));
  const first = !before.some((item) => isCall(item) || (isMessage(item) && item.role === "assistant"));
  const context = input.filter(isMessage).map(({ content }) => textOf(content));
  const environment = context.filter((text) => text.startsWith("<environment_context>")).join("\n");
  // What changed stands behind what was told before.
  const value = (name: string) => [...environment.matchAll(new RegExp(`<${name}>(.*)</${name}>`, "g"))].at(-1)?.[1];
  return { situation: { first, sandbox: value("sandbox"), approval: value("approval") }, outputs };
}

/** A reviewer reports with a tool. The script has read nothing, and says so. */
const review: Said = {
  type: "call",
  name: "report_findings",
  arguments: {
    findings: [],
    previous: [],
    summary: "This is the tour: no model has read the change. With one, its findings would stand beside the lines.",
  },
};

/** Runs the script again from its beginning with the outputs so far, to the answer that is due. */
function due({ situation, outputs }: ReturnType<typeof stateOf>): readonly Said[] {
  const script = tourScript(situation);
  let from = 0;
  let step = script.next([]);
  while (!step.done) {
    const calls = step.value.filter(({ type }) => type !== "say").length;
    if (from + calls > outputs.length) return step.value;
    step = script.next(outputs.slice(from, from + calls));
    from += calls;
  }
  return step.value;
}

/** Words as they would come from a model: a few at a time. */
const pieces = (text: string): readonly string[] => text.match(/\S+\s*(?:\S+\s*)?/g) ?? [text];

/** The answer's entry in the prompt; its ids follow from the conversation, so that the same prompt gets the same answer. */
function entryOf(said: Said, name: string): PromptItem {
  switch (said.type) {
    case "say":
      return { role: "assistant", content: said.text };
    case "call":
      return {
        type: "function_call",
        call_id: `tour_${name}`,
        name: said.name,
        arguments: JSON.stringify(said.arguments),
      };
    case "patch":
      return { type: "custom_tool_call", call_id: `tour_${name}`, name: "apply_patch", input: said.patch };
  }
}

/**
 * The built-in script that shows how Flightdeck works, through the same loop and tools as a model and without a key or a
 * network. It keeps nothing: where it stands follows from the prompt.
 */
export function tourModel({ pace = (signal) => sleep(4, undefined, { signal }) }: TourOptions = {}): ModelStream {
  return async function* ({ input, tools }, signal): AsyncGenerator<ModelEvent> {
    let written = 0;
    const reviews = tools.some((tool) => "name" in tool && tool.name === "report_findings");
    for (const [index, said] of (reviews ? [review] : due(stateOf(input))).entries()) {
      const key = String(index);
      if (said.type === "say") {
        yield { type: "text.started", key };
        for (const text of pieces(said.text)) {
          // A pace that rejects was aborted.
          await pace(signal).catch(() => undefined);
          if (signal.aborted) return;
          written += text.length;
          yield { type: "text.delta", key, text };
        }
      }
      yield { type: "item.done", key, item: entryOf(said, `${input.length}_${index}`) };
    }
    const output = Math.ceil(written / 4);
    yield { type: "completed", usage: { input: 0, cached: 0, output, reasoning: 0, context: output } };
  };
}
