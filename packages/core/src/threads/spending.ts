import { ItemId, type TurnId } from "@flightdeck/contract";
import type { AgentEvent, TurnOptions } from "../agent/index.ts";
import type { UsageBook } from "../usage/index.ts";
import type { OpenThread } from "./openThread.ts";
import type { Decision } from "./turn.ts";

type Turn = { readonly turnId: TurnId; readonly model: string };

/** Shows what a request took and keeps it, in one write. */
export function keepUsage(
  open: OpenThread,
  { turnId, model }: Turn,
  event: Extract<AgentEvent, { type: "usage" }>,
  book: UsageBook,
  at: number,
): void {
  const usage = book.priced(model, event.usage);
  const { projectId } = open.thread;
  open.commit([{ type: "turn.usage", turnId, usage, cache: event.cache, items: [...event.items], at }], {
    also: (threadId) => book.add({ threadId, projectId, turnId, at, model, usage }),
  });
}

/** A limit that nobody is asked about. */
export interface SpendingLimit {
  /** US dollars. */
  readonly dollars: number;
  /** What is spent of it. */
  readonly spent: () => number;
}

/**
 * Asks the person before a request of the turn that would pass one of their budgets. `known` says how many entries of
 * the turn's first prompt the provider has counted before. `apart`: the model's conversation is not the thread's. At a
 * `limit` the turn ends.
 */
export function budgetGate(
  open: OpenThread,
  {
    model,
    known,
    apart = false,
    limit,
  }: Turn & { readonly known: number; readonly apart?: boolean; readonly limit?: SpendingLimit },
  book: UsageBook,
  ask: (itemId: ItemId, request: NonNullable<ReturnType<UsageBook["passed"]>>) => Promise<Decision>,
  newId: () => string,
): NonNullable<TurnOptions["beforeRequest"]> {
  let counted = known;
  return async ({ input }) => {
    const knownTokens = apart ? 0 : open.thread.usage.context;
    const fresh = input.slice(knownTokens === 0 ? 0 : counted);
    counted = input.length;
    const next = { model, knownTokens, characters: () => JSON.stringify(fresh).length };
    if (limit !== undefined) {
      const dollars = book.estimate(next);
      if (dollars > 0 && limit.spent() + dollars > limit.dollars)
        return { code: "run_limit", message: `Stopped at the cost limit of $${limit.dollars.toFixed(2)}` };
    }
    // Whoever says yes to one budget may still be asked about the other; the same one is not asked about twice.
    const allowed = new Set<string>();
    for (;;) {
      const passed = book.passed(open.thread.id, next);
      if (passed === undefined || allowed.has(passed.scope)) return undefined;
      const decision = await ask(ItemId.parse(newId()), passed);
      if (decision === "stop" || decision === "decline") {
        const whose = passed.scope === "day" ? "today's budget" : "this thread's budget";
        const detail = `The next request would pass ${whose} of $${passed.limit.toFixed(2)}. Send a message to be asked again, or raise it in the settings.`;
        return { code: "budget_exceeded", message: "The budget is used up", detail };
      }
      allowed.add(passed.scope);
    }
  };
}
