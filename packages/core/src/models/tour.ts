import type { ModelEvent, ModelStream } from "../agent/index.ts";

/** The built-in script that shows how Flightdeck works; no model answers. */
export function tourModel(): ModelStream {
  return async function* (): AsyncGenerator<ModelEvent> {
    const text = "This is the tour, not a model.";
    yield { type: "text.started", key: "0" };
    yield { type: "text.delta", key: "0", text };
    yield { type: "item.done", key: "0", item: { role: "assistant", content: text } };
    yield { type: "completed", usage: { input: 0, cached: 0, output: 0, reasoning: 0, context: 0 } };
  };
}
