import {
  type Item,
  type LoggedEvent,
  ProjectId,
  reduceThread,
  type Thread,
  ThreadId,
  TurnId,
} from "@flightdeck/contract";
import type { ModelServer } from "@flightdeck/testkit";
import { responsesModel } from "../../models/index.ts";
import {
  type AgentEvent,
  type ModelConnection,
  type ModelStream,
  personMessage,
  type PromptItem,
  runTurn,
  SteerLane,
  type Tool,
  type TurnOptions,
} from "../index.ts";

const turnId = TurnId.parse("turn");

/** What the person sees after these events: the contract's own reducer decides. */
function screenOf(events: readonly AgentEvent[]): readonly Item[] {
  const logged: LoggedEvent[] = [
    {
      at: 0,
      type: "thread.started",
      threadId: ThreadId.parse("thread"),
      projectId: ProjectId.parse("project"),
      title: "",
      cwd: "/repo",
      settings: { model: "m", sandbox: "workspace-write", approval: "on-request" },
    },
    { at: 0, type: "turn.started", turnId, model: "m" },
    ...events.flatMap((event): LoggedEvent[] => {
      switch (event.type) {
        case "item.started":
        case "item.updated":
        case "item.completed":
          return [{ at: 0, type: event.type, turnId, item: event.item }];
        case "item.delta":
          return [{ at: 0, type: "item.delta", turnId, itemId: event.itemId, text: event.text }];
        case "retrying":
        case "steer.moved":
        case "steered":
        case "prompt":
        case "usage":
          return [];
      }
    }),
  ];
  const thread = logged.reduce<Thread | undefined>(reduceThread, undefined);
  return thread?.turns[0]?.items ?? [];
}

/** An item in short: what it is, what became of it, what it says. */
export function brief(item: Item): readonly [type: string, status: string, text: string] {
  switch (item.type) {
    case "agent_message":
    case "reasoning":
    case "user_message":
      return [item.type, item.status, item.text];
    case "tool_call":
      return [item.tool, item.status, item.output];
    case "error":
      return [item.type, item.status, item.code];
    case "command":
    case "file_change":
    case "plan":
    case "question":
    case "compaction":
    case "review":
      return [item.type, item.status, ""];
  }
}

/** A function tool whose item and output are what `run` gives back. */
export const fakeTool = (
  name: string,
  access: Tool["access"],
  run: (input: string, context: Parameters<Tool["run"]>[1]) => Promise<string>,
): Tool => ({
  spec: { type: "function", name, description: name, parameters: { type: "object" }, strict: false },
  access,
  async run({ input }, context) {
    const item = {
      id: context.itemId,
      type: "tool_call",
      startedAt: context.now(),
      tool: name,
      summary: name,
    } as const;
    context.show({ ...item, status: "running", output: "" });
    const output = await run(input, context);
    return { item: { ...item, status: "completed", endedAt: context.now(), output }, output };
  },
});

/** A connection that can do nothing but answer requests. */
export const streamOnly = (stream: ModelStream): ModelConnection => ({
  stream,
  steer: () => false,
  prewarm: () => undefined,
  close: () => undefined,
});

export interface ServerTurn extends Partial<Omit<TurnOptions, "emit">> {
  readonly server: Pick<ModelServer, "url">;
  readonly text?: string;
  /** In place of the server's. */
  readonly stream?: ModelStream;
  readonly onEvent?: (event: AgentEvent, index: number) => void;
}

/** Runs a turn against a scripted server; waits are recorded and do not take time. */
export async function turnOnServer({ server, text = "Do it", stream, onEvent, ...more }: ServerTurn) {
  const events: AgentEvent[] = [];
  const waits: number[] = [];
  let ids = 0;
  const before = more.prompt ?? [personMessage(text)];
  const outcome = await runTurn({
    model: "gpt-5.5",
    effort: "low",
    instructions: "Be brief.",
    cacheKey: "thread-1",
    prompt: before,
    tools: [],
    connection: streamOnly(stream ?? responsesModel({ apiKey: "sk-test", baseUrl: server.url })),
    window: { size: 1e9, compactAt: 1e9, used: 0 },
    steers: new SteerLane(),
    afresh: () => ({ context: [], state: [] }),
    emit(event) {
      events.push(event);
      onEvent?.(event, events.length - 1);
    },
    ask: async () => "approve",
    question: async () => ({}),
    beforeWrite: async () => undefined,
    newId: () => `item_${++ids}`,
    now: () => 1000,
    random: () => 0.5,
    wait: async (milliseconds) => void waits.push(milliseconds),
    signal: new AbortController().signal,
    ...more,
  });
  const recorded = events.reduce<readonly PromptItem[]>((prompt, event) => {
    if (event.type === "steered" || event.type === "prompt") return [...prompt, ...event.prompt];
    if (event.type !== "item.completed") return prompt;
    return event.replaces ? event.prompt : [...prompt, ...event.prompt];
  }, before);
  return {
    outcome,
    events,
    waits,
    screen: screenOf(events),
    briefs: screenOf(events).map(brief),
    /** What a caller has kept when the turn is over. */
    prompt: [...recorded, ...outcome.prompt],
  };
}
