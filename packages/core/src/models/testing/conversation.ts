import {
  type ModelConnection,
  type ModelEvent,
  type ModelRequest,
  personMessage,
  type PromptItem,
} from "../../agent/index.ts";
import type { ProviderEndpoint } from "../route.ts";

export const request: ModelRequest = {
  model: "gpt-5.5",
  instructions: "Be brief.",
  input: [personMessage("Hi")],
  tools: [],
  cacheKey: "thread-1",
};

export const endpoint = (baseUrl: string, more: Partial<ProviderEndpoint> = {}): ProviderEndpoint => ({
  baseUrl,
  apiKey: "sk-test",
  api: "responses",
  websocket: true,
  original: true,
  images: true,
  ...more,
});

export const outputOf = (callId: string, output = "ok"): PromptItem => ({
  type: "function_call_output",
  call_id: callId,
  output,
});

/** Everything that one request is answered with; `react` sees each event before the next is read. */
export async function listen(
  connection: Pick<ModelConnection, "stream">,
  asked: Partial<ModelRequest> = {},
  react: (event: ModelEvent) => void | Promise<void> = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of connection.stream({ ...request, ...asked }, signal)) {
    events.push(event);
    await react(event);
  }
  return events;
}

export const itemsOf = (events: readonly ModelEvent[]): readonly PromptItem[] =>
  events.flatMap((event) => (event.type === "item.done" ? [event.item] : []));

/** The events in short: their type, and what tells them apart. */
export const brief = (events: readonly ModelEvent[]): readonly string[] =>
  events
    .filter(({ type }) => !type.endsWith(".delta"))
    .map((event) => {
      switch (event.type) {
        case "item.done":
          return `${event.type} ${event.item.type ?? "message"}`;
        case "steer.accepted":
          return `${event.type} ${event.id}`;
        case "steer.applied":
          return `${event.type} ${event.ids.join(" ")}`;
        case "steer.failed":
          return `${event.type} ${event.id} ${event.code}`;
        case "failed":
          return `failed ${event.failure.code} ${event.failure.retry}`;
        default:
          return event.type;
      }
    });
