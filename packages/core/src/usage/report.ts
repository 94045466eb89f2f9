import {
  addUsage,
  noUsage,
  type ProjectId,
  type ThreadId,
  type TurnId,
  type Usage,
  type UsageRow,
} from "@flightdeck/contract";
import { dayOf, startOfDay } from "./days.ts";
import type { Ledger, Span, Sum } from "./ledger.ts";

export type Grouping = "project" | "thread" | "turn" | "day" | "model";

/** What a person calls things; undefined for what is gone. */
export interface Labels {
  readonly project: (projectId: ProjectId) => string | undefined;
  readonly thread: (threadId: ThreadId) => string | undefined;
  readonly turn: (threadId: ThreadId, turnId: TurnId) => string | undefined;
  readonly model: (model: string) => string;
}

export interface UsageReport {
  readonly rows: readonly UsageRow[];
  readonly total: Usage;
  readonly today: Usage;
}

/** Sums the requests of a time by what they belong to: days and turns as they went, the rest by what they cost. */
export function usageReport(
  ledger: Ledger,
  labels: Labels,
  { by, ...span }: Span & { readonly by: Grouping },
  now: number,
): UsageReport {
  const rows = by === "day" ? days(ledger.sums("quarter", span)) : named(ledger.sums(by, span), by, labels);
  return {
    rows: by === "day" || by === "turn" ? rows : rows.toSorted(byWeight),
    total: only(ledger.sums("all", span)),
    today: only(ledger.sums("all", { since: startOfDay(now) })),
  };
}

const only = (sums: readonly Sum[]): Usage => sums[0]?.usage ?? noUsage;

const byWeight = (a: UsageRow, b: UsageRow): number =>
  (b.usage.cost ?? 0) - (a.usage.cost ?? 0) || b.usage.input + b.usage.output - a.usage.input - a.usage.output;

const QUARTER = 900_000;

/** Days have other lengths when clocks change, so the database sums what no time zone cuts and the calendar does the rest. */
function days(quarters: readonly Sum[]): UsageRow[] {
  const byDay = new Map<string, UsageRow>();
  for (const { key, usage, requests } of quarters.toSorted((a, b) => Number(a.key) - Number(b.key))) {
    const day = dayOf(Number(key) * QUARTER);
    const before = byDay.get(day);
    byDay.set(day, {
      key: day,
      label: day,
      usage: before === undefined ? usage : addUsage(before.usage, usage),
      requests: (before?.requests ?? 0) + requests,
    });
  }
  return [...byDay.values()];
}

const named = (sums: readonly Sum[], by: Exclude<Grouping, "day">, labels: Labels): UsageRow[] =>
  sums.map(({ key, threadId, usage, requests }) => ({
    key,
    label: labelOf(by, key, threadId, labels),
    usage,
    requests,
  }));

function labelOf(by: Exclude<Grouping, "day">, key: string, threadId: ThreadId, labels: Labels): string {
  switch (by) {
    case "project":
      return labels.project(key as ProjectId) ?? "Removed project"; // the column holds nothing else
    case "thread":
      return labels.thread(key as ThreadId) ?? "Deleted thread";
    case "turn":
      return key === "" ? "Questions beside the thread" : (labels.turn(threadId, key as TurnId) ?? "Removed turn");
    case "model":
      return labels.model(key);
  }
}
