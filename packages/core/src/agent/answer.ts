import type { CacheReport, ItemId, Usage } from "@flightdeck/contract";
import { cutStream, unexpected } from "./failures.ts";
import { callOutput, isCall, type ToolCallEntry } from "./prompt.ts";
import type { Settled, textItems } from "./textItems.ts";
import type { toolCalls } from "./toolCalls.ts";
import type { AgentEvent, ModelFailure, ModelRequest, PromptItem, ToolInvocation, TurnOptions } from "./types.ts";
import type { WindowGauge } from "./window.ts";

/** How one request to the model ended, its calls run. over: a tool said that the turn ends with it. */
export type AnswerEnd =
  | { readonly type: "whole"; readonly calls: number; readonly over: boolean }
  | { readonly type: "broken"; readonly failure: ModelFailure }
  | { readonly type: "interrupted" };

interface Needs extends Pick<TurnOptions, "connection" | "steers" | "emit"> {
  readonly signal: AbortSignal;
  readonly texts: ReturnType<typeof textItems>;
  readonly runCall: ReturnType<typeof toolCalls>;
  readonly gauge: WindowGauge;
  readonly record: (event: AgentEvent & { readonly prompt: readonly PromptItem[] }) => void;
  /** The connection goes on in another way: what failed before does not count. */
  readonly fellBack: (reason: string) => void;
}

const invocationOf = (call: ToolCallEntry): ToolInvocation => ({
  callId: call.call_id,
  name: call.name,
  input: call.type === "function_call" ? call.arguments : call.input,
});

/**
 * Sends a request and takes in its answer. Tools start as soon as their call is whole, while the rest still streams. The
 * prompt gets the answer as the model gave it, then the outputs of its calls in their order: so the provider has it too,
 * and so its cache holds. What the person says meanwhile is offered to the answer.
 * Settles when the stream has ended and its tools too. Contract: never throws.
 */
export async function takeAnswer(needs: Needs, request: ModelRequest): Promise<AnswerEnd> {
  const { connection, emit, gauge, record, signal, steers, texts } = needs;
  const outputs = inOrder();
  const running: Promise<void>[] = [];
  let calls = 0;
  let over = false;
  let called: ItemId[] = [];
  let end: AnswerEnd = { type: "broken", failure: cutStream };

  const say = (settled: readonly Settled[]) => {
    for (const { item, entries } of settled) {
      record({ type: "item.completed", item, prompt: entries });
    }
  };

  const tell = (entries: readonly PromptItem[]) => {
    if (entries.length > 0) record({ type: "prompt", prompt: entries });
  };

  const begin = (call: ToolCallEntry) => {
    const { items, rest } = texts.beforeCall();
    say(items);
    record({ type: "prompt", prompt: [...rest, call] });
    const place = outputs.place();
    const { itemId, result } = needs.runCall(invocationOf(call));
    called.push(itemId);
    calls += 1;
    const settled = result.then((done) => {
      if (done === undefined) return tell(place([callOutput(call, "Interrupted before it began.")]));
      record({
        type: "item.completed",
        item: done.item,
        prompt: place([callOutput(call, done.output)]),
      });
      over ||= done.endsTurn === true;
    });
    running.push(settled);
  };

  const count = (usage: Usage, cache: CacheReport | undefined) => {
    gauge.answered(usage);
    emit({ type: "usage", usage, cache, items: [...texts.takeBegun(), ...called] });
    called = [];
  };

  gauge.asked();
  let begun = false;
  try {
    for await (const event of connection.stream(request, signal)) {
      if (signal.aborted) break;
      if (!begun) steers.open((id, input) => connection.steer(id, input));
      begun = true;
      switch (event.type) {
        case "text.started":
          texts.begin(event.key, "agent_message");
          break;
        case "reasoning.started":
          texts.begin(event.key, "reasoning");
          break;
        case "text.delta":
        case "reasoning.delta":
          texts.grow(event.key, event.text);
          break;
        case "item.done":
          if (isCall(event.item)) begin(event.item);
          else texts.hold(event.key, event.item);
          break;
        case "steer.accepted":
          emit({ type: "steer.moved", id: event.id, state: "accepted" });
          steers.accepted(event.id);
          break;
        case "steer.failed":
          emit({ type: "steer.moved", id: event.id, state: "sent" });
          steers.refused(event.id);
          break;
        case "steer.applied": {
          // What was called before must have its output before the message that comes behind it.
          await Promise.all(running);
          tell(outputs.open());
          outputs.close();
          say(texts.cut());
          count(event.usage, event.cache);
          const read = steers.take(event.ids);
          if (read.length === 0) break;
          record({
            type: "steered",
            ids: read.map(({ id }) => id),
            prompt: read.flatMap(({ input }) => input),
          });
          break;
        }
        case "fallback":
          needs.fellBack(event.reason);
          break;
        case "completed":
          say(texts.whole());
          count(event.usage, event.cache);
          end = { type: "whole", calls, over };
          break;
        case "failed":
          end = { type: "broken", failure: event.failure };
          break;
      }
    }
  } catch (error) {
    end = { type: "broken", failure: unexpected(error) };
  }
  for (const id of steers.close(end.type === "whole" ? "whole" : "broken")) {
    emit({ type: "steer.moved", id, state: "sent" });
  }
  tell(outputs.open());
  await Promise.all(running);
  if (signal.aborted) return { type: "interrupted" };
  return end.type === "whole" ? { ...end, over } : end;
}

/**
 * Keeps the outputs in the order of their calls while they come in any order, and back until the answer is whole: entries
 * put into a place come back, with those of the places behind it that were waiting, as soon as everything before them
 * is there.
 */
function inOrder() {
  const places: { entries?: readonly PromptItem[] }[] = [];
  let isOpen = false;
  const due = (): readonly PromptItem[] => {
    const entries: PromptItem[] = [];
    while (isOpen && places[0]?.entries !== undefined) entries.push(...(places.shift()?.entries ?? []));
    return entries;
  };
  return {
    place() {
      const place: (typeof places)[number] = {};
      places.push(place);
      return (entries: readonly PromptItem[]): readonly PromptItem[] => {
        place.entries = entries;
        return due();
      };
    },
    /** Lets the outputs out; those that are due come back. */
    open() {
      isOpen = true;
      return due();
    },
    close() {
      isOpen = false;
    },
  };
}
