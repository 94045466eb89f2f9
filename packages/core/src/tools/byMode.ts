import type { AgentMode } from "@flightdeck/contract";
import type { Tool } from "../agent/index.ts";
import { toolCall } from "./defineTool.ts";

/** What a mode has no use for, and what the model reads when it tries all the same. */
const refusals: Record<AgentMode, Readonly<Record<string, string>>> = {
  plan: {
    apply_patch: "Plan mode changes nothing: no file was touched. Put the change into the plan (propose_plan).",
    bring_in_base: "Plan mode changes nothing: nothing is merged. Make it a step of the plan (propose_plan).",
    publish: "Plan mode changes nothing: nothing is committed or pushed. Make it a step of the plan (propose_plan).",
    update_plan: "Plan mode has no steps to tick off yet. When the plan is finished, propose it with propose_plan.",
  },
  act: {
    propose_plan: "The thread is not in plan mode: carry out the work, and show its steps with update_plan.",
  },
};

/**
 * The tools of a mode. All of them stay in every request, with the same words: a list that changed with the mode would
 * cost the provider's cache of the whole prompt. What the mode does not allow is refused when it is called.
 */
export const byMode = (tools: readonly Tool[], mode: AgentMode): Tool[] =>
  tools.map((tool) => {
    const refusal = refusals[mode][tool.spec.name];
    return refusal === undefined ? tool : refusing(tool, refusal);
  });

const refusing = ({ spec, access }: Tool, output: string): Tool => ({
  spec,
  access,
  run: async (_invocation, context) => ({
    item: toolCall(context, { tool: spec.name, summary: spec.name, status: "failed", output }),
    output,
  }),
});
