import type { Approval, Item, ItemId, TurnId, TurnKind } from "@flightdeck/contract";
import type {
  Afresh,
  AgentEvent,
  ContextWindow,
  ModelConnection,
  PromptItem,
  QuestionEnd,
  runTurn,
  SteerLane,
  Tool,
  ToolContext,
  TurnOptions,
} from "../agent/index.ts";
import { AppError, messageOf } from "../errors/index.ts";
import type { UsageBook } from "../usage/index.ts";
import { cacheKeyOf } from "./history/cacheKey.ts";
import type { OpenThread } from "./openThread.ts";
import { budgetGate, keepUsage, type SpendingLimit } from "./spending.ts";
import { movedSteer, readSteers } from "./steers.ts";
import type { TurnEnd } from "./turnEnd.ts";

/** Why a turn is aborted when the host closes: what waits for the person goes on waiting. */
export const HOST_CLOSING = "the host is closing";

export type Decision = Awaited<ReturnType<ToolContext["ask"]>>;

/** What a turn needs of the world; everything that could differ between two hosts or tests. */
export interface TurnWorld {
  readonly runTurn: typeof runTurn;
  readonly now: () => number;
  readonly newId: (prefix: string) => string;
  readonly random: () => number;
  readonly usage: UsageBook;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** One turn, as its thread asked for it. */
export interface TurnPlan {
  readonly turnId: TurnId;
  readonly kind: Exclude<TurnKind, "review">;
  readonly model: string;
  readonly previousModel?: string;
  readonly effort?: string;
  readonly connection: ModelConnection;
  readonly instructions: string;
  /** The prompt so far, this turn's message included. */
  readonly prompt: readonly PromptItem[];
  /** How many entries of it were there before this turn. */
  readonly known: number;
  /** What the turn's last message has to follow. */
  readonly outputSchema?: TurnOptions["outputSchema"];
  readonly tools: readonly Tool[];
  readonly window: ContextWindow;
  readonly limit?: SpendingLimit;
  /** What the person says to it while it runs. */
  readonly steers: SteerLane;
  readonly afresh: () => Afresh;
  /**
   * Saves the folder's state, once. Begun with the first tool that runs, so that neither the request nor an answer that
   * streams is kept waiting, and awaited before the first change of a file.
   */
  readonly checkpoint: () => Promise<void>;
  readonly ask: (itemId: ItemId, request: Approval["request"], signal: AbortSignal) => Promise<Decision>;
  readonly question: (
    itemId: ItemId,
    signals: { readonly signal: AbortSignal; readonly steered: AbortSignal },
  ) => Promise<QuestionEnd>;
}

/** Runs one turn on an open thread and gives back how it ended, which the caller keeps. Must not throw. */
export async function driveTurn(
  open: OpenThread,
  plan: TurnPlan,
  world: TurnWorld,
  abort: AbortController,
): Promise<TurnEnd> {
  const { turnId } = plan;
  const { now } = world;
  const ask = async (itemId: ItemId, request: Approval["request"]): Promise<Decision> => {
    const decision = await plan.ask(itemId, request, abort.signal);
    if (decision === "stop") abort.abort();
    return decision;
  };
  const outcome = await world
    .runTurn({
      kind: plan.kind,
      model: plan.model,
      previousModel: plan.previousModel,
      effort: plan.effort,
      instructions: plan.instructions,
      cacheKey: cacheKeyOf(open.thread),
      prompt: plan.prompt,
      outputSchema: plan.outputSchema,
      tools: plan.tools,
      connection: plan.connection,
      window: plan.window,
      steers: plan.steers,
      afresh: plan.afresh,
      emit: (event) => {
        if (abort.signal.reason === HOST_CLOSING) return;
        if (event.type === "item.started" && isWork(event.item)) {
          plan.checkpoint().catch(() => undefined); // beforeWrite rejects with it
        }
        try {
          record(open, plan, event, world);
        } catch (error) {
          // What cannot be kept must not go on: the turn ends, and says why.
          abort.abort(error);
        }
      },
      ask,
      question: (itemId, _fields, steered) => plan.question(itemId, { signal: abort.signal, steered }),
      beforeWrite: plan.checkpoint,
      beforeRequest: budgetGate(open, plan, world.usage, ask, () => world.newId("item")),
      newId: () => world.newId("item"),
      now,
      random: world.random,
      wait: world.wait,
      signal: abort.signal,
    })
    .catch((error: unknown) => ({
      outcome: "failed" as const,
      error: { code: error instanceof AppError ? error.code : "internal", message: messageOf(error) },
      prompt: [],
    }));
  world.usage.settled(open.thread.id);
  const reason: unknown = abort.signal.reason;
  const at = now();
  if (reason instanceof AppError) {
    const error = { code: reason.code, message: reason.message, detail: reason.detail };
    return { events: [{ type: "turn.ended", turnId, outcome: "failed", error, at }], prompt: outcome.prompt };
  }
  const { error } = outcome;
  return { events: [{ type: "turn.ended", turnId, outcome: outcome.outcome, error, at }], prompt: outcome.prompt };
}

/** Whether an item may change the folder; words do not. */
export const isWork = ({ type }: Item): boolean => type === "command" || type === "file_change" || type === "tool_call";

/** Keeps what the loop tells, and shows it. Throws what the store throws. */
export function record(
  open: OpenThread,
  plan: Pick<TurnPlan, "turnId" | "model">,
  event: AgentEvent,
  world: TurnWorld,
): void {
  const { turnId } = plan;
  const { newId, usage } = world;
  const at = world.now();
  switch (event.type) {
    case "item.started":
      // A command changes the world before it ends: that it ran must be known even if the host dies meanwhile.
      if (event.item.type === "command") open.commit([{ type: "item.started", turnId, item: event.item, at }]);
      else open.live({ type: "item.started", turnId, item: event.item, at });
      return;
    case "item.updated":
      open.live({ type: event.type, turnId, item: event.item, at });
      return;
    case "item.delta":
      open.live({ type: "item.delta", turnId, itemId: event.itemId, text: event.text, at });
      return;
    case "item.completed":
      open.commit([{ type: "item.completed", turnId, item: event.item, at }], {
        prompt: { turnId, items: event.prompt, replaces: event.replaces },
      });
      return;
    case "prompt":
      open.commit([], { prompt: { turnId, items: event.prompt } });
      return;
    case "steer.moved":
      open.commit([movedSteer(open.thread, event.id, event.state, at)]);
      return;
    case "steered":
      open.commit(readSteers(open.thread, event.ids, { turnId, newId, at }), {
        prompt: { turnId, items: event.prompt },
      });
      return;
    case "retrying":
      open.live({ type: "turn.retrying", turnId, attempt: event.attempt, of: event.of, reason: event.reason, at });
      return;
    case "usage":
      keepUsage(open, plan, event, usage, at);
      return;
  }
}
