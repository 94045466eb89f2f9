import { z } from "zod";
import type { Plan } from "@flightdeck/contract";
import type { Tool } from "../agent/index.ts";
import { defineTool, toolInput } from "./defineTool.ts";
import { commentsOn, stepsAfter } from "./planAfter.ts";

const input = toolInput(
  z.object({
    title: z.string().trim().min(1).max(200).describe("What the plan reaches, in one line."),
    text: z
      .string()
      .trim()
      .min(1)
      .max(100_000)
      .describe(
        "The whole plan in Markdown, for a reader who knows nothing of this conversation: goal, changes by file, edge cases, how it is checked, assumptions.",
      ),
    steps: z
      .array(z.string().trim().min(1).max(500))
      .min(1)
      .max(50)
      .describe("The steps in the order of the work, each one line that can be ticked off."),
  }),
);

/** Plan mode ends with it: the plan waits for the person, who edits, accepts or declines it. */
export const proposePlan = ({ openPlan }: { readonly openPlan: () => Plan | undefined }): Tool =>
  defineTool({
    name: "propose_plan",
    description:
      "Plan mode only: puts the finished plan before the person and ends your turn. It replaces the plan that was proposed before.",
    input,
    access: "write",
    async run({ title, text, steps }, { itemId, now }) {
      const at = now();
      const before = openPlan();
      const named = stepsAfter(before, steps, itemId);
      const comments = commentsOn(before, named);
      return {
        item: {
          id: itemId,
          type: "plan",
          status: "completed",
          startedAt: at,
          endedAt: at,
          steps: named.map((step) => ({ ...step, status: "pending" as const })),
          proposal: { title, text, state: "open", edited: false, ...(comments.length > 0 ? { comments } : {}) },
        },
        output: "The plan waits for the person: they edit, accept or decline it, or write on.",
        endsTurn: true,
      };
    },
  });
