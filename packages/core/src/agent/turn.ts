import { type Item, ItemId, type TurnError } from "@flightdeck/contract";
import { callOutput, interruptionNote, isCall, type ToolCallEntry } from "./prompt.ts";
import { retryPolicy } from "./retry.ts";
import { type Settled, textItems } from "./textItems.ts";
import { toolCalls } from "./toolCalls.ts";
import type { ModelFailure, ModelRequest, PromptItem, ToolInvocation, TurnOptions, TurnOutcome } from "./types.ts";

/** How one request to the model ended. */
type AnswerEnd =
  | { readonly type: "completed"; readonly calls: number; readonly over: boolean }
  | { readonly type: "failed"; readonly failure: ModelFailure }
  | { readonly type: "interrupted" };

const cutStream: ModelFailure = {
  code: "model_failed",
  message: "The model's answer stopped half-way",
  retry: "stream",
};

const invocationOf = (call: ToolCallEntry): ToolInvocation => ({
  callId: call.call_id,
  name: call.name,
  input: call.type === "function_call" ? call.arguments : call.input,
});

/**
 * Runs one turn: asks the model, runs the tools it calls, gives it their results, until it stops by itself. Tools start
 * as soon as their call is whole, while the answer still streams. Every entry of the prompt reaches the caller with the
 * event of its item, in the prompt's order, so that each request strictly extends the one before it, after a restart too.
 *
 * Contract: never throws. A failure of a tool goes back to the model; a failure of the model that trying again does not
 * cure ends the turn as failed; the signal ends it as interrupted.
 */
export async function runTurn(options: TurnOptions): Promise<TurnOutcome> {
  const { emit, now, newId, wait } = options;
  const stopped = new AbortController();
  const signal = AbortSignal.any([options.signal, stopped.signal]);
  const prompt = [...options.prompt];
  const steered = new AbortController().signal;
  const texts = textItems(options);
  const runCall = toolCalls(options, signal, {
    stop: () => stopped.abort(),
    steered: () => steered,
  });
  const retries = retryPolicy(options.random);
  /** What was said behind a call that an interrupt kept from beginning: no item is left to carry it. */
  const unrecorded: PromptItem[] = [];

  const record = (item: Item, entries: readonly PromptItem[]) => {
    prompt.push(...entries);
    emit({ type: "item.completed", item, prompt: entries });
  };

  const recordAll = (settled: readonly Settled[]) => {
    for (const { item, entries } of settled) record(item, entries);
  };

  const fail = (error: TurnError): TurnOutcome => {
    const at = now();
    const base = { id: ItemId.parse(newId()), startedAt: at, endedAt: at, status: "failed" } as const;
    record({ ...base, ...error, type: "error" }, []);
    return { outcome: "failed", error, prompt: [] };
  };

  const answer = async (): Promise<AnswerEnd> => {
    if (signal.aborted) return { type: "interrupted" };
    const request: ModelRequest = {
      model: options.model,
      effort: options.effort,
      instructions: options.instructions,
      input: [...prompt],
      tools: options.tools.map(({ spec }) => spec),
      cacheKey: options.cacheKey,
    };
    const refused = await options.beforeRequest?.(request);
    if (signal.aborted) return { type: "interrupted" };
    if (refused !== undefined) return { type: "failed", failure: { ...refused, retry: "no" } };
    const ordered = inOrder();
    const running: Promise<void>[] = [];
    /** A tool said that the turn ends with it. */
    let over = false;

    const say = (settled: readonly Settled[]) => {
      for (const { item, entries } of settled) record(item, ordered.place()(entries));
    };

    const begin = (call: ToolCallEntry) => {
      const { items, rest } = texts.beforeCall();
      say(items);
      const place = ordered.place();
      const settled = runCall(invocationOf(call)).then((result) => {
        if (result === undefined) unrecorded.push(...place([]));
        else {
          record(result.item, place([...rest, call, callOutput(call, result.output)]));
          over ||= result.endsTurn === true;
        }
      });
      running.push(settled);
    };

    let end: AnswerEnd = { type: "failed", failure: cutStream };
    try {
      for await (const event of options.connection.stream(request, signal)) {
        if (signal.aborted) break;
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
          case "completed":
            say(texts.whole());
            emit({ type: "usage", usage: event.usage, cache: event.cache, items: [] });
            end = { type: "completed", calls: running.length, over: false };
            break;
          case "failed":
            end = event;
            break;
          case "fallback":
            retries.reset();
            break;
          case "steer.accepted":
          case "steer.applied":
          case "steer.failed":
            break; // nothing is steered yet
        }
      }
    } catch (error) {
      end = { type: "failed", failure: unexpected(error) };
    }
    await Promise.all(running);
    if (signal.aborted) return { type: "interrupted" };
    return end.type === "completed" ? { ...end, over } : end;
  };

  for (;;) {
    const end = await answer();
    switch (end.type) {
      case "completed":
        retries.reset();
        if (end.calls === 0 || end.over) return { outcome: "completed", prompt: [] };
        break;
      case "failed": {
        const { code, message, detail } = end.failure;
        const retry = retries.next(end.failure);
        if (retry === undefined) {
          recordAll(texts.cut());
          return fail({ code, message, detail });
        }
        texts.broke();
        emit({ type: "retrying", attempt: retry.attempt, of: retry.of, reason: message });
        // A wait that ends by rejecting was aborted, which the next answer notices.
        await wait(retry.milliseconds, signal).catch(() => undefined);
        break;
      }
      case "interrupted":
        recordAll(texts.cut());
        return { outcome: "interrupted", prompt: [...unrecorded, interruptionNote()] };
    }
  }
}

/**
 * Keeps the order of the calls while their results come in any order: entries put into a place come back, with those of
 * the places behind it that were waiting, as soon as everything before them is there. Until then nothing comes back.
 */
function inOrder() {
  const places: { entries?: readonly PromptItem[] }[] = [];
  return {
    place() {
      const place: (typeof places)[number] = {};
      places.push(place);
      return (entries: readonly PromptItem[]): readonly PromptItem[] => {
        place.entries = entries;
        const due: PromptItem[] = [];
        while (places[0]?.entries !== undefined) due.push(...(places.shift()?.entries ?? []));
        return due;
      };
    },
  };
}

/** A model stream that threw broke its contract: a bug, told like any other failure so that the turn still ends. */
function unexpected(error: unknown): ModelFailure {
  const detail = error instanceof Error ? error.message : String(error);
  return { code: "internal", message: "Something went wrong inside Flightdeck", detail, retry: "no" };
}
