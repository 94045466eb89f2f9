import type { Tool } from "../agent/index.ts";
import { type Answer, answerSchema, readAnswer } from "./answer.ts";

/** How a model reports that cannot be held to a form: an answer that does not fit goes back to it as text. */
export const reportTool = (onReport: (answer: Answer) => void): Tool => ({
  spec: {
    type: "function",
    name: "report_findings",
    description: "Reports what the review found and ends it. Call it once, with everything.",
    parameters: { ...answerSchema },
    strict: false,
  },
  access: "write",
  run: async ({ input }, { itemId, now }) => {
    const read = readAnswer(input);
    if (read.ok) onReport(read.answer);
    const output = read.ok ? "Reported." : `This could not be read, call it again with all findings: ${read.problem}`;
    const at = now();
    const status = read.ok ? "completed" : "failed";
    const summary = "Reports the findings";
    return {
      item: {
        id: itemId,
        type: "tool_call",
        status,
        startedAt: at,
        endedAt: at,
        tool: "report_findings",
        summary,
        output,
      },
      output,
      endsTurn: read.ok,
    };
  },
});
