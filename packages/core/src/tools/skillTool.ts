import { z } from "zod";
import type { Tool } from "../agent/index.ts";
import { defineTool, toolCall, toolInput } from "./defineTool.ts";
import type { ToolsetOptions } from "./toolset.ts";

const input = toolInput(
  z.object({
    name: z.string().trim().min(1).max(64).describe("The skill's name, without $."),
  }),
);

/** Gives the model a skill's whole text, when it wants to work by it. */
export const skillTool = ({ skill }: Pick<ToolsetOptions, "skill">): Tool =>
  defineTool({
    name: "use_skill",
    description:
      "Reads a skill: instructions for a kind of work, with the folder that holds its scripts and references. Read it before you begin such work, and follow it.",
    input,
    access: "read",
    async run({ name }, context) {
      const startedAt = context.now();
      const read = await skill(name.replace(/^\$/, ""));
      const call = { tool: "use_skill", startedAt } as const;
      if ("problem" in read) {
        const output = `The skill "${name}" cannot be used: ${read.problem}.`;
        const summary = `Looked for the skill ${name}`;
        return { item: toolCall(context, { ...call, summary, status: "failed", output }), output };
      }
      const summary = `Read the skill ${name}`;
      return { item: toolCall(context, { ...call, summary, status: "completed", output: "" }), output: read.text };
    },
  });
