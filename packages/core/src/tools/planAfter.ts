import {
  type ItemId,
  openComments,
  type Plan,
  type PlanComment,
  type PlanContent,
  planContent,
} from "@flightdeck/contract";

/** The steps of a new plan with their ids: one that says what a step of the plan before said is that step. */
export function stepsAfter(before: Plan | undefined, steps: readonly string[], itemId: ItemId): PlanContent["steps"] {
  const left = before === undefined ? [] : planContent(before).steps;
  return steps.map((step, index) => {
    const same = left.findIndex((other) => other.step.trim() === step);
    const [known] = same < 0 ? [] : left.splice(same, 1);
    return { id: known?.id ?? `${itemId}:${index + 1}`, step };
  });
}

/**
 * What the person said to the plan before and did not settle goes on beside the new one: at its step where that is still
 * there, else with the words that it was about.
 */
export function commentsOn(before: Plan | undefined, steps: PlanContent["steps"]): PlanComment[] {
  if (before === undefined) return [];
  const words = new Map(planContent(before).steps.map(({ id, step }) => [id, step]));
  const stay = new Set(steps.map(({ id }) => id));
  return openComments(before).map((comment) => {
    const { stepId, ...rest } = comment;
    if (stepId === undefined || stay.has(stepId)) return comment;
    const about = words.get(stepId) ?? comment.about;
    return about === undefined ? rest : { ...rest, about: about.slice(0, 1000) };
  });
}
