import type { ApprovalRequest, Budgets, ThreadId } from "@flightdeck/contract";
import type { Store } from "../store/index.ts";
import { dayOf, startOfDay } from "./days.ts";
import type { Ledger } from "./ledger.ts";

export type BudgetRequest = Extract<ApprovalRequest, { kind: "budget" }>;

/** The person's limits, and what they allowed beyond them. */
export interface BudgetKeeper {
  /**
   * The budget that the thread's next request, of so many dollars, would pass; undefined while it may go out. Then it
   * counts for the other threads, until `settled`: together they must not pass what each of them alone would not.
   */
  passed(threadId: ThreadId, dollars: () => number): BudgetRequest | undefined;
  /** The thread's request is over: what it cost is in the ledger, or it cost nothing. */
  settled(threadId: ThreadId): void;
  /** The person said yes: the limit is one step of the budget higher, for this thread or for today. */
  raise(threadId: ThreadId, request: BudgetRequest): void;
}

export function openBudgets(options: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly budgets: () => Budgets;
  readonly now: () => number;
}): BudgetKeeper {
  const { store, ledger, now } = options;
  const select = store.db.prepare<[string, string], { dollars: number }>(
    "SELECT dollars FROM budget_raises WHERE scope = ? AND key = ?",
  );
  const add = store.db.prepare(
    `INSERT INTO budget_raises (scope, key, dollars) VALUES (@scope, @key, @dollars)
     ON CONFLICT (scope, key) DO UPDATE SET dollars = dollars + @dollars`,
  );
  const raised = (scope: BudgetRequest["scope"], key: string) => select.get(scope, key)?.dollars ?? 0;

  const passes = (
    scope: BudgetRequest["scope"],
    key: string,
    spent: number,
    { dollars, others = 0 }: { readonly dollars: number; readonly others?: number },
  ) => {
    const budget = options.budgets()[scope];
    if (budget === undefined) return undefined;
    const limit = budget + raised(scope, key);
    // Where requests cost nothing, nothing can be passed.
    return dollars > 0 && spent + others + dollars > limit
      ? ({ kind: "budget", scope, spent, limit } as const)
      : undefined;
  };

  const underWay = new Map<ThreadId, number>();
  const ofOthers = (threadId: ThreadId): number =>
    [...underWay].reduce((sum, [other, dollars]) => (other === threadId ? sum : sum + dollars), 0);

  return {
    passed: (threadId, cost) => {
      const { thread, day } = options.budgets();
      if (thread === undefined && day === undefined) return undefined;
      const dollars = cost();
      const at = now();
      const passed =
        (thread === undefined ? undefined : passes("thread", threadId, ledger.costOfThread(threadId), { dollars })) ??
        (day === undefined
          ? undefined
          : passes("day", dayOf(at), ledger.costSince(startOfDay(at)), { dollars, others: ofOthers(threadId) }));
      if (passed === undefined) underWay.set(threadId, dollars);
      return passed;
    },
    settled: (threadId) => void underWay.delete(threadId),
    raise: (threadId, { scope, spent, limit }) => {
      const key = scope === "thread" ? threadId : dayOf(now());
      const budget = options.budgets()[scope] ?? 0;
      // At least beyond what is spent, however small the budget is.
      add.run({ scope, key, dollars: Math.max(budget, spent - limit + budget) });
    },
  };
}
