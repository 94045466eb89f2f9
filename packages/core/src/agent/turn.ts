import { type Compaction, ItemId, type TurnError } from "@flightdeck/contract";
import { takeAnswer } from "./answer.ts";
import { canCompact, compact } from "./compaction.ts";
import { fullWindow } from "./failures.ts";
import { interruptionNote } from "./prompt.ts";
import { retryPolicy } from "./retry.ts";
import { textItems } from "./textItems.ts";
import { toolCalls } from "./toolCalls.ts";
import type { AgentEvent, ModelFailure, ModelRequest, PromptItem, TurnOptions, TurnOutcome } from "./types.ts";
import { windowGauge } from "./window.ts";

/**
 * Where a turn stands:
 *
 *     preparing ─► steering ─► asking ─► answered ─► ended
 *      │   ▲                   │  ▲  ▲      │
 *      ▼   └───────────────────┼──┼──┼──────┘ tools ran, or the person said something
 *     compacting ──────────────┼──┘  │
 *          ▲                   ▼     │
 *          └───────────────  broken ─► retrying
 *
 * An interrupt ends it from anywhere.
 */
type State =
  /** Before a request: does the conversation fit? */
  | { readonly at: "preparing"; readonly first: boolean; readonly next: "steering" | "asking" }
  /** What the person said meanwhile goes behind the tools' results. */
  | { readonly at: "steering" }
  /** The answer streams and its tools run. */
  | { readonly at: "asking" }
  | { readonly at: "answered"; readonly calls: number; readonly over: boolean }
  | { readonly at: "broken"; readonly failure: ModelFailure }
  | { readonly at: "retrying"; readonly milliseconds: number }
  /** `because`: the provider says that it is too long; without it the window is full or the person asked. */
  | { readonly at: "compacting"; readonly trigger: Compaction["trigger"]; readonly because?: ModelFailure }
  | { readonly at: "ended"; readonly outcome: TurnOutcome };

/**
 * Runs one turn: asks the model, runs the tools it calls, gives it their results, until it stops by itself. Every entry
 * of the prompt reaches the caller with the event of its item, in the prompt's order, so that each request strictly
 * extends the one before it, after a restart too; only making the conversation shorter begins it anew.
 *
 * Contract: never throws. A failure of a tool goes back to the model; a failure of the model that trying again does not
 * cure ends the turn as failed; the signal ends it as interrupted. What the person says to the turn and it never took
 * stays in the lane.
 */
export async function runTurn(options: TurnOptions): Promise<TurnOutcome> {
  const { emit, now, newId, steers } = options;
  const stopped = new AbortController();
  const signal = AbortSignal.any([options.signal, stopped.signal]);
  const stop = () => stopped.abort();
  let prompt = [...options.prompt];
  const gauge = windowGauge(options.window);
  const texts = textItems(options);
  const runCall = toolCalls(options, signal, { stop, steered: () => steers.steered });
  const retries = retryPolicy(options.random);
  /** The provider said that it is too long, and nothing was answered since: a second time ends the turn. */
  let exceeded = false;

  const record = (event: AgentEvent & { readonly prompt: readonly PromptItem[] }) => {
    prompt.push(...event.prompt);
    gauge.added(event.prompt);
    emit(event);
  };

  const request = (): ModelRequest => ({
    model: options.model,
    effort: options.effort,
    instructions: options.instructions,
    input: [...prompt],
    tools: options.tools.map(({ spec }) => spec),
    cacheKey: options.cacheKey,
    ...(options.outputSchema === undefined ? {} : { outputSchema: options.outputSchema }),
  });

  const completed: State = { at: "ended", outcome: { outcome: "completed", prompt: [] } };

  const interrupted = (): State => {
    for (const { item, entries } of texts.cut()) record({ type: "item.completed", item, prompt: entries });
    const note = options.kind === "compaction" ? [] : [interruptionNote()];
    return { at: "ended", outcome: { outcome: "interrupted", prompt: note } };
  };

  const failed = ({ code, message, detail }: TurnError): State => {
    for (const { item, entries } of texts.cut()) record({ type: "item.completed", item, prompt: entries });
    const at = now();
    const error = { code, message, detail };
    const base = { id: ItemId.parse(newId()), startedAt: at, endedAt: at, status: "failed" } as const;
    record({ type: "item.completed", item: { ...base, ...error, type: "error" }, prompt: [] });
    return { at: "ended", outcome: { outcome: "failed", error, prompt: [] } };
  };

  const step = async (state: Exclude<State, { at: "ended" }>): Promise<State> => {
    if (signal.aborted) return interrupted();
    switch (state.at) {
      case "preparing": {
        if (canCompact(prompt)) {
          const moved = state.first && options.previousModel !== undefined;
          // What one model's provider sealed another one may not be able to read.
          if (moved && prompt.some(isSealed)) return { at: "compacting", trigger: "model_change" };
          if (gauge.isFull) return { at: "compacting", trigger: moved ? "model_change" : "auto" };
        }
        return { at: state.next };
      }

      case "steering": {
        const said = steers.takeAll();
        if (said.length > 0) {
          record({
            type: "steered",
            ids: said.map(({ id }) => id),
            prompt: said.flatMap(({ input }) => input),
          });
        }
        return { at: "asking" };
      }

      case "asking": {
        const asked = request();
        const refusal = await options.beforeRequest?.(asked);
        if (signal.aborted) return interrupted();
        if (refusal !== undefined) return failed(refusal);
        const fellBack = (reason: string) => {
          retries.reset();
          emit({ type: "retrying", attempt: 1, of: 1, reason });
        };
        const needs = { ...options, signal, texts, runCall, gauge, record, fellBack };
        const end = await takeAnswer(needs, asked);
        switch (end.type) {
          case "whole":
            return { at: "answered", calls: end.calls, over: end.over };
          case "broken":
            return { at: "broken", failure: end.failure };
          case "interrupted":
            return interrupted();
        }
        break;
      }

      case "answered":
        retries.reset();
        exceeded = false;
        if (state.over || (state.calls === 0 && steers.isEmpty)) return completed;
        return { at: "preparing", first: false, next: "steering" };

      case "broken": {
        const { failure } = state;
        if (failure.code === "context_exceeded" && !exceeded && canCompact(prompt)) {
          exceeded = true;
          texts.broke();
          return { at: "compacting", trigger: "auto", because: failure };
        }
        const retry = retries.next(failure);
        if (retry === undefined) return failed(failure);
        texts.broke();
        emit({ type: "retrying", attempt: retry.attempt, of: retry.of, reason: failure.message });
        return { at: "retrying", milliseconds: retry.milliseconds };
      }

      case "retrying":
        // A wait that ends by rejecting was aborted, which the next state notices.
        await options.wait(state.milliseconds, signal).catch(() => undefined);
        return { at: "asking" };

      case "compacting": {
        const { trigger, because } = state;
        const byPrevious = trigger === "model_change" ? [options.previousModel ?? options.model] : [];
        let failure = because ?? fullWindow;
        const refusal = await options.beforeRequest?.(request());
        if (signal.aborted) return interrupted();
        if (refusal !== undefined) return failed(refusal);
        for (const model of [...byPrevious, options.model]) {
          const order = { trigger, request: { ...request(), model }, tokensBefore: gauge.used };
          const end = await compact({ ...options, signal }, order);
          if (end.type === "interrupted") return interrupted();
          if (end.type === "failed") {
            failure = end.failure;
            continue;
          }
          prompt = [...end.prompt];
          gauge.replaced(end.tokens);
          return options.kind === "compaction" ? completed : goOn;
        }
        if (options.kind === "compaction") return failure.code === "nothing_to_compact" ? completed : endedBy(failure);
        if (because !== undefined || !gauge.hasRoom) return failed(because ?? fullWindow);
        gauge.giveUp();
        return goOn;
      }
    }
  };

  let state: State = options.kind === "compaction" ? { at: "compacting", trigger: "manual" } : begin;
  while (state.at !== "ended") state = await step(state);
  return state.outcome;
}

/** What begins a turn is answered before what was said behind it. */
const begin: State = { at: "preparing", first: true, next: "asking" };

/** The work goes on where it was; what the person said meanwhile comes with the request after. */
const goOn: State = { at: "preparing", first: false, next: "asking" };

/** Entries that only the provider that made them can read. */
const isSealed = (item: PromptItem): boolean => item.type === "compaction";

/** The compaction's own item has told the person why. */
const endedBy = ({ code, message, detail }: ModelFailure): State => ({
  at: "ended",
  outcome: { outcome: "failed", error: { code, message, detail }, prompt: [] },
});
