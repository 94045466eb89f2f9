import type { Budgets, Model, ThreadId, Usage } from "@flightdeck/contract";
import type { Store } from "../store/index.ts";
import { type BudgetKeeper, type BudgetRequest, openBudgets } from "./budgets.ts";
import { estimate, priced } from "./cost.ts";
import { openLedger, type Span, type Spent } from "./ledger.ts";
import { type Grouping, type Labels, type UsageReport, usageReport } from "./report.ts";

/** What the next request is about to send. */
export interface NextRequest {
  readonly model: string;
  /** Tokens that the request before it was counted at. */
  readonly knownTokens: number;
  /** Of what comes behind those; counted only where there is a budget. */
  readonly characters: () => number;
}

/** What the requests of all threads took and cost, and the limits that the person set. */
export interface UsageBook {
  /** The usage of a request with its cost, where the model's price is known. */
  priced(model: string, usage: Usage): Usage;
  /** Keeps a request, which is over with it; in the caller's transaction. */
  add(spent: Spent): void;
  report(wanted: Span & { readonly by: Grouping }, labels: Labels): UsageReport;
  /** The budget that the thread's next request would pass. Without one it is under way, until it is kept or `settled`. */
  passed(threadId: ThreadId, next: NextRequest): BudgetRequest | undefined;
  /** What the next request will cost at least, in US dollars; nothing where the price is not known. */
  estimate(next: NextRequest): number;
  /** What requests took; without dollars where no price was known. */
  spent(span: Span): { readonly dollars?: number; readonly tokens: number };
  /** No request of the thread is under way any more. */
  readonly settled: BudgetKeeper["settled"];
  readonly raise: BudgetKeeper["raise"];
}

export function openUsage(options: {
  readonly store: Store;
  readonly modelNamed: (model: string) => Model;
  readonly budgets: () => Budgets;
  readonly now: () => number;
}): UsageBook {
  const ledger = openLedger(options.store);
  const keeper = openBudgets({ ...options, ledger });
  const priceOf = (model: string) => options.modelNamed(model).price;
  const cost = ({ model, knownTokens, characters }: NextRequest): number =>
    estimate({ knownTokens, characters: characters() }, priceOf(model));
  return {
    priced: (model, usage) => priced(usage, priceOf(model)),
    add: (spent) => {
      ledger.add(spent);
      keeper.settled(spent.threadId);
    },
    report: (wanted, labels) => usageReport(ledger, labels, wanted, options.now()),
    passed: (threadId, next) => keeper.passed(threadId, () => cost(next)),
    estimate: cost,
    spent: (span) => {
      const usage = ledger.sums("all", span)[0]?.usage;
      const tokens = (usage?.input ?? 0) + (usage?.output ?? 0);
      return usage?.cost === undefined ? { tokens } : { dollars: usage.cost, tokens };
    },
    settled: keeper.settled,
    raise: keeper.raise,
  };
}
