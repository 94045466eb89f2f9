import type { TurnError, TurnId } from "@flightdeck/contract";
import type { AgentEvent, ModelRequest, TurnOptions } from "../agent/index.ts";
import { AppError, messageOf } from "../errors/index.ts";
import type { OpenThread } from "./openThread.ts";
import { budgetGate } from "./spending.ts";
import { record, type TurnPlan, type TurnWorld, HOST_CLOSING } from "./turn.ts";
import type { TurnEnd } from "./turnEnd.ts";

/** A turn of a thread that something else than its agent fills. */
export interface DrivenTurn {
  readonly open: OpenThread;
  readonly turnId: TurnId;
  /**
   * Keeps an item or a request's usage in the turn. What a model is told here never reaches the prompt of the thread's
   * agent. Must not throw; what cannot be kept aborts the turn.
   */
  readonly emit: (event: AgentEvent) => void;
  /** A gate before each request of one conversation with a model: the person's budgets hold for it too. */
  readonly budget: () => (request: ModelRequest) => Promise<TurnError | undefined>;
  readonly signal: AbortSignal;
}

/** Who fills a turn. A failure that `run` tells or throws is the turn's. */
export interface TurnDriver {
  readonly model: string;
  readonly run: (turn: DrivenTurn) => Promise<{
    readonly outcome: "completed" | "failed" | "interrupted";
    readonly error?: TurnError;
  }>;
}

interface Driven {
  readonly turnId: TurnId;
  readonly driver: TurnDriver;
  readonly ask: TurnPlan["ask"];
}

/** Runs a turn that somebody else fills, and gives back how it ended, which the caller keeps. Must not throw. */
export async function driveOther(
  open: OpenThread,
  { turnId, driver, ask }: Driven,
  world: TurnWorld,
  abort: AbortController,
): Promise<TurnEnd> {
  const { model } = driver;
  const { signal } = abort;
  const decide: Parameters<typeof budgetGate>[3] = async (itemId, request) => {
    const decision = await ask(itemId, request, signal);
    if (decision === "stop") abort.abort();
    return decision;
  };
  const gate = (): NonNullable<TurnOptions["beforeRequest"]> =>
    budgetGate(open, { turnId, model, known: 0, apart: true }, world.usage, decide, () => world.newId("item"));
  const emit = (event: AgentEvent): void => {
    if (signal.reason === HOST_CLOSING) return;
    try {
      recordApart(open, { turnId, model }, event, world);
    } catch (error) {
      abort.abort(error);
    }
  };
  const end = await driver.run({ open, turnId, emit, budget: gate, signal }).catch((error: unknown) => ({
    outcome: signal.aborted ? ("interrupted" as const) : ("failed" as const),
    error:
      error instanceof AppError
        ? { code: error.code, message: error.message, detail: error.detail }
        : { code: "internal", message: messageOf(error) },
  }));
  world.usage.settled(open.thread.id);
  const reason: unknown = signal.reason;
  const at = world.now();
  if (reason instanceof AppError) {
    const error = { code: reason.code, message: reason.message, detail: reason.detail };
    return { events: [{ type: "turn.ended", turnId, outcome: "failed", error, at }], prompt: [] };
  }
  const { outcome, error } = end;
  return {
    events: [{ type: "turn.ended", turnId, outcome, ...(outcome === "failed" ? { error } : {}), at }],
    prompt: [],
  };
}

/** How full the window of the thread's agent is does not change, nor does what it was told. */
function recordApart(
  open: OpenThread,
  turn: Pick<TurnPlan, "turnId" | "model">,
  event: AgentEvent,
  world: TurnWorld,
): void {
  switch (event.type) {
    case "prompt":
    case "steered":
    case "steer.moved":
      return;
    case "item.completed":
      record(open, turn, { ...event, prompt: [], replaces: false }, world);
      return;
    case "usage": {
      const { context } = open.thread.usage;
      record(open, turn, { ...event, usage: { ...event.usage, context } }, world);
      return;
    }
    case "item.started":
      // That somebody reviewed must be known even if the host dies meanwhile.
      if (event.item.type === "review")
        open.commit([{ type: "item.started", turnId: turn.turnId, item: event.item, at: world.now() }]);
      else record(open, turn, event, world);
      return;
    case "item.updated":
    case "item.delta":
    case "retrying":
      record(open, turn, event, world);
  }
}
