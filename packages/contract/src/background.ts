import { z } from "zod";

/** How automations go on beside the window, and how much of them at once. */
export const AutomationSettings = z.object({
  /** Whether they run on once the last window is closed; `ask` asks the first time that it matters. */
  background: z.enum(["ask", "on", "off"]).default("ask"),
  /** Starts the desktop app with the machine, without a window. */
  login: z.boolean().default(false),
  /** Keeps the machine from sleeping while a run is at work, and no longer. */
  awake: z.boolean().default(true),
  /** Runs at work at the same time, over all automations; the others wait for their turn. */
  atOnce: z.int().min(1).max(32).default(3),
  /** Minutes over which runs of the same due time are spread; 0 starts them all in the same second. */
  spreadMinutes: z.int().min(0).max(60).default(4),
});
export type AutomationSettings = z.infer<typeof AutomationSettings>;
