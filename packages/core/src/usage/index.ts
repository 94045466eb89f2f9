export type { BudgetRequest } from "./budgets.ts";
export { dayOf } from "./days.ts";
export type { Span, Spent } from "./ledger.ts";
export type { Grouping, Labels, UsageReport } from "./report.ts";
export { type NextRequest, openUsage, type UsageBook } from "./usage.ts";
