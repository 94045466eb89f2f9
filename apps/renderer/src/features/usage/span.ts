export type Span = "today" | "week" | "month" | "all";

export const spans: readonly { readonly value: Span; readonly label: string }[] = [
  { value: "today", label: "Today" },
  { value: "week", label: "Last 7 days" },
  { value: "month", label: "Last 30 days" },
  { value: "all", label: "All time" },
];

const days = { today: 1, week: 7, month: 30 } as const;

/** From when on a span counts: midnight of its first day here. */
export function sinceOf(span: Span, now: number): number | undefined {
  if (span === "all") return undefined;
  const today = new Date(now);
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() - days[span] + 1).getTime();
}
