import { z } from "zod";
import { command, output } from "./define.ts";
import { ItemId, ThreadId } from "./ids.ts";
import { ThreadSettings } from "./permissions.ts";

/** A plan as the person edited it. */
export const PlanEdit = z.object({
  title: z.string().trim().min(1).max(200),
  text: z.string().max(200_000),
  steps: z.array(z.string().trim().min(1).max(1000)).max(100),
});
export type PlanEdit = z.infer<typeof PlanEdit>;

const errors = ["thread_not_found", "plan_not_found", "plan_settled"] as const;

export const plans = {
  /** Keeps the person's changes to a plan that is open. */
  edit: command({
    input: z.object({ threadId: ThreadId, itemId: ItemId, plan: PlanEdit }),
    output: output<void>(),
    errors,
  }),
  /**
   * Starts the work: the thread leaves plan mode, with these settings if any, and a turn begins. With `fresh` the model
   * gets the plan alone instead of the conversation that led to it.
   */
  accept: command({
    input: z.object({
      threadId: ThreadId,
      itemId: ItemId,
      fresh: z.boolean().default(false),
      settings: ThreadSettings.partial().optional(),
    }),
    output: output<void>(),
    errors: [...errors, "turn_running", "worktree_missing", "thread_archived"],
  }),
  /** Leaves the plan; the thread stays in plan mode. */
  decline: command({ input: z.object({ threadId: ThreadId, itemId: ItemId }), output: output<void>(), errors }),
};
