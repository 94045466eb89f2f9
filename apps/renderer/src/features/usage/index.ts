export { BudgetField } from "./BudgetField.tsx";
export { type Span, spans } from "./span.ts";
export { UsageTable } from "./UsageTable.tsx";
export { type Grouping, useReport } from "./useReport.ts";
