import { PlanStep } from "@flightdeck/contract";
import { z } from "zod";
import type { Tool } from "../agent/index.ts";
import { defineTool, toolInput } from "./defineTool.ts";

const input = toolInput(
  z.object({
    explanation: z.string().optional().describe("Why the plan changed, in a sentence."),
    plan: z.array(PlanStep).min(1).max(50).describe("All steps in order, the done ones too."),
  }),
);

/** Shows the agent's plan to the person. */
export const updatePlan = (): Tool =>
  defineTool({
    name: "update_plan",
    description:
      "Shows your plan to the person, or replaces the one shown. Use it for work of several steps. At most one step is in_progress at a time.",
    input,
    access: "write",
    async run({ explanation, plan }, { itemId, now }) {
      const at = now();
      return {
        item: { id: itemId, type: "plan", status: "completed", startedAt: at, endedAt: at, explanation, steps: plan },
        output: "Plan updated.",
      };
    },
  });
