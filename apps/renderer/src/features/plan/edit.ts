import type { PlanEdit } from "@flightdeck/contract";

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
