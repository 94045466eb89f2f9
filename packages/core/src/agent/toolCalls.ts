import { type Item, ItemId } from "@flightdeck/contract";
import type { Tool, ToolContext, ToolInvocation, ToolResult, TurnOptions } from "./types.ts";

/** How long a tool may take to end after an interrupt before the turn ends without it. */
const grace = 500;
const keptOutput = 64 << 10;

type Needs = Pick<TurnOptions, "tools" | "emit" | "ask" | "question" | "beforeWrite" | "newId" | "now" | "wait">;

/** Lets reads run side by side and writes alone, each after what was called before it. */
function turnstile() {
  let lastWrite: Promise<unknown> = Promise.resolve();
  let reads: Promise<unknown>[] = [];
  return <T>(access: Tool["access"], run: () => Promise<T>): Promise<T> => {
    if (access === "read") {
      const result = lastWrite.then(run);
      reads.push(result);
      return result;
    }
    const result = Promise.all([lastWrite, ...reads]).then(run);
    lastWrite = result;
    reads = [];
    return result;
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The item with what had been streamed onto it. */
function withOutput(item: Item, grown: string): Item {
  return item.type === "command" || item.type === "tool_call" ? { ...item, output: item.output + grown } : item;
}

/**
 * Runs the calls of a turn. Contract: never rejects; whatever goes wrong is told to the model as the call's output.
 * A call that was interrupted before it began gives undefined: it never happened.
 */
export function toolCalls(
  options: Needs,
  signal: AbortSignal,
  { stop, steered }: { readonly stop: () => void; readonly steered: () => AbortSignal },
) {
  const { tools, emit, newId, now } = options;
  const byName = new Map(tools.map((tool) => [tool.spec.name, tool]));
  const enter = turnstile();

  const refused = (id: ItemId, invocation: ToolInvocation, output: string): ToolResult => {
    const at = now();
    const item: Item = {
      id,
      type: "tool_call",
      status: "failed",
      startedAt: at,
      endedAt: at,
      tool: invocation.name,
      summary: invocation.name,
      output,
    };
    return { item, output };
  };

  const run = async (tool: Tool, itemId: ItemId, invocation: ToolInvocation): Promise<ToolResult> => {
    const startedAt = now();
    let shown: Item | undefined;
    let grown = "";
    let over = false;
    const spoken = steered();
    const context: ToolContext = {
      itemId,
      now,
      signal,
      steered: spoken,
      show(item) {
        if (over) return;
        emit({ type: shown === undefined ? "item.started" : "item.updated", item });
        shown = item;
        grown = "";
      },
      grow(text) {
        if (over) return;
        grown = (grown + text).slice(-keptOutput);
        emit({ type: "item.delta", itemId, text });
      },
      async ask(request) {
        const decision = await untilAborted(options.ask(itemId, request), signal);
        if (decision === "stop") stop();
        return decision ?? "stop";
      },
      question: (fields) => untilAborted(options.question(itemId, fields, spoken), signal),
      beforeWrite: options.beforeWrite,
    };
    /** The item as far as it came. */
    const left = (status: "failed" | "interrupted", output: string): Item => {
      const base = { id: itemId, startedAt, tool: invocation.name, summary: invocation.name, output };
      const item: Item = shown === undefined ? { ...base, type: "tool_call", status } : withOutput(shown, grown);
      return { ...item, status, endedAt: now() };
    };
    const attempt = async (): Promise<ToolResult> => {
      try {
        return await tool.run(invocation, context);
      } catch (error) {
        const output = signal.aborted ? "Interrupted." : `The tool failed: ${messageOf(error)}`;
        return { item: left(signal.aborted ? "interrupted" : "failed", output), output };
      }
    };
    const ended = await withGrace(attempt(), signal, options.wait);
    over = true;
    const output = "Interrupted before it ended.";
    return ended ?? { item: left("interrupted", output), output };
  };

  const begin = async (itemId: ItemId, invocation: ToolInvocation): Promise<ToolResult | undefined> => {
    const tool = byName.get(invocation.name);
    if (tool === undefined) {
      return refused(
        itemId,
        invocation,
        `There is no tool "${invocation.name}". The tools are: ${[...byName.keys()].join(", ")}.`,
      );
    }
    if (tool.spec.type === "function") {
      try {
        JSON.parse(invocation.input);
      } catch (error) {
        return refused(
          itemId,
          invocation,
          `The arguments are not valid JSON (${messageOf(error)}). Send the call again.`,
        );
      }
    }
    return enter(tool.access, async () => (signal.aborted ? undefined : run(tool, itemId, invocation)));
  };

  return (invocation: ToolInvocation) => {
    const itemId = ItemId.parse(newId());
    return { itemId, result: begin(itemId, invocation) };
  };
}

/** The value, or undefined as soon as the signal aborts. */
async function untilAborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  const over = new AbortController();
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener("abort", () => resolve(undefined), { once: true, signal: over.signal });
  });
  try {
    return await Promise.race([value, aborted]);
  } finally {
    over.abort();
  }
}

/** The value, or undefined when it is still not there a moment after the signal aborted. */
async function withGrace<T>(value: Promise<T>, signal: AbortSignal, wait: TurnOptions["wait"]): Promise<T | undefined> {
  const first = await untilAborted(
    value.then((result) => ({ result })),
    signal,
  );
  if (first !== undefined) return first.result;
  const over = new AbortController();
  try {
    return await Promise.race([value, wait(grace, over.signal).then(() => undefined)]);
  } finally {
    over.abort();
  }
}
