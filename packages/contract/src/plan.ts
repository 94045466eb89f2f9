import { z } from "zod";
import { command, output } from "./define.ts";
import { ItemId, ThreadId } from "./ids.ts";
import { type Plan, PlanComment, PlanContent } from "./item.ts";
import { ThreadSettings } from "./permissions.ts";

/** A plan as the person leaves it: its words and what they say to it. */
export const PlanEdit = PlanContent.extend({ comments: z.array(PlanComment).max(200) });
export type PlanEdit = z.infer<typeof PlanEdit>;

const errors = ["thread_not_found", "plan_not_found", "plan_settled"] as const;
const starts = ["plan_changed", "turn_running", "worktree_missing", "thread_archived"] as const;
const place = { threadId: ThreadId, itemId: ItemId };
/** How far the plan was when the person looked; what is not what they saw is not begun. */
const revision = z.int().min(0).optional();

export const plans = {
  /**
   * Keeps the person's changes to a plan that is open, or that a newer one took the place of. Whoever changes a plan
   * that another window changed since gets `plan_changed`.
   */
  edit: command({
    input: z.object({ ...place, base: z.int().min(0), plan: PlanEdit }),
    output: output<{ readonly revision: number }>(),
    errors: [...errors, "plan_changed"],
  }),
  /**
   * Starts the work: the thread leaves plan mode, with these settings if any, and a turn begins. With `fresh` the model
   * gets the plan alone instead of the conversation that led to it.
   */
  accept: command({
    input: z.object({
      ...place,
      revision,
      fresh: z.boolean().default(false),
      settings: ThreadSettings.partial().optional(),
    }),
    output: output<void>(),
    errors: [...errors, ...starts],
  }),
  /** Asks for another plan: a turn begins whose message is the open comments; the model is told the changes too. */
  revise: command({
    input: z.object({ ...place, revision }),
    output: output<void>(),
    errors: [...errors, ...starts, "input_invalid"],
  }),
  /** Leaves the plan; the thread stays in plan mode. */
  decline: command({ input: z.object(place), output: output<void>(), errors }),
};

/** What a proposed plan says now; a step of an older log is known by its place. */
export const planContent = ({ id, proposal, steps }: Plan): PlanContent => ({
  title: proposal?.title ?? "",
  text: proposal?.text ?? "",
  steps: steps.map((step, index) => ({ id: step.id ?? `${id}:${index + 1}`, step: step.step })),
});

/** Whether two plans say the same: the same words in the same order, whatever their steps are called. */
export const samePlan = (one: PlanContent, other: PlanContent): boolean =>
  one.title === other.title &&
  one.text === other.text &&
  one.steps.length === other.steps.length &&
  one.steps.every(({ step }, index) => step === other.steps[index]?.step);

/** What the person said to the plan and did not settle. */
export const openComments = ({ proposal }: Plan): readonly PlanComment[] =>
  proposal?.comments?.filter(({ state }) => state === "open") ?? [];
