import type { ItemId, PlanEdit } from "@flightdeck/contract";

/** The plan as it is kept: empty steps are none; undefined while it has no title. */
export function planOf({ title, text, steps }: PlanEdit): PlanEdit | undefined {
  if (title.trim() === "") return undefined;
  return {
    title: title.trim().slice(0, 200),
    text: text.slice(0, 200_000),
    steps: steps.map((step) => step.trim().slice(0, 1000)).filter((step) => step !== ""),
  };
}

/** The list with one of its steps a place further up (-1) or down (1); at the end it stays. */
export function moveStep<Step>(steps: readonly Step[], index: number, by: -1 | 1): Step[] {
  const step = steps[index];
  const other = steps[index + by];
  if (step === undefined || other === undefined) return [...steps];
  return steps.with(index, other).with(index + by, step);
}

/** A change of a plan that was not saved, as it is kept among the drafts. */
export const writePlanDraft = (itemId: ItemId, plan: PlanEdit): string => JSON.stringify({ itemId, plan });

/** What was kept of this plan; undefined when it is of another one, or makes no sense. */
export function readPlanDraft(text: string, itemId: ItemId): PlanEdit | undefined {
  try {
    const kept = JSON.parse(text) as { readonly itemId?: unknown; readonly plan?: Partial<PlanEdit> } | null; // looked at below
    const { title, text: words, steps } = kept?.plan ?? {};
    if (kept?.itemId !== itemId || typeof title !== "string" || typeof words !== "string") return undefined;
    return Array.isArray(steps) ? { title, text: words, steps: steps.map(String) } : undefined;
  } catch {
    return undefined;
  }
}

/** What a letter does with the plan that waits. */
export type PlanKey = "accept" | "fresh" | "edit" | "decline";

export const planKeys: Readonly<Record<string, PlanKey>> = { y: "accept", f: "fresh", e: "edit", n: "decline" };
