import { z } from "zod";

/** Of ISO's week, Monday first. */
export const dayNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** The zone of a schedule's times. */
const timeZone = z.string().optional();

/** A trigger as a file says it: the kinds of schedules stand beside those of events, days and automations by their names. */
const TriggerTable = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.literal("every"), minutes: z.number(), timeZone }),
    z.strictObject({ kind: z.literal("daily"), time: z.string(), timeZone }),
    z.strictObject({ kind: z.literal("weekly"), days: z.array(z.enum(dayNames)), time: z.string(), timeZone }),
    z.strictObject({ kind: z.literal("cron"), expression: z.string(), timeZone }),
    z.strictObject({ kind: z.literal("branch"), branch: z.string() }),
    z.strictObject({ kind: z.literal("files"), patterns: z.array(z.string()) }),
    z.strictObject({ kind: z.literal("after"), automation: z.string(), when: z.string().optional() }),
    z.strictObject({ kind: z.literal("webhook") }),
    z.strictObject({ kind: z.literal("manual") }),
  ],
  {
    error:
      'a trigger is a table with a kind: "every", "daily", "weekly", "cron", "branch", "files", "after", "webhook" or "manual"',
  },
);
export type TriggerTable = z.infer<typeof TriggerTable>;

/**
 * One `[[automation]]`. What its values may be is the contract's affair; a key that nobody knows is a slip of the pen, and
 * not passed over.
 */
export const AutomationTable = z.strictObject({
  name: z.string(),
  prompt: z.string(),
  projects: z.array(z.string()).default([]),
  trigger: TriggerTable,
  place: z
    .discriminatedUnion(
      "kind",
      [
        z.strictObject({ kind: z.literal("worktree"), base: z.string().optional() }),
        z.strictObject({ kind: z.literal("local") }),
        z.strictObject({ kind: z.literal("thread"), threadId: z.string().optional() }),
      ],
      { error: 'a place is a table with a kind: "worktree" or "local"' },
    )
    .optional(),
  model: z.string().optional(),
  effort: z.string().optional(),
  profile: z.string().optional(),
  limits: z.strictObject({ minutes: z.number().optional(), dollars: z.number().optional() }).optional(),
  missed: z.string().optional(),
  overlap: z.boolean().optional(),
  archiveEmpty: z.boolean().optional(),
});
export type AutomationTable = z.infer<typeof AutomationTable>;
