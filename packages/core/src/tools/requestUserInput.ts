import type { Question } from "@flightdeck/contract";
import { z } from "zod";
import type { Tool } from "../agent/index.ts";
import { defineTool, toolCall, toolInput } from "./defineTool.ts";
import type { ToolsetOptions } from "./toolset.ts";

const field = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9_]+$/)
    .max(64)
    .describe("Names the answer: snake_case."),
  header: z.string().trim().min(1).max(30).describe("One to three words above the question."),
  question: z.string().trim().min(1).max(600).describe("The question itself, in one or two sentences."),
  options: z
    .array(
      z.object({
        label: z.string().trim().min(1).max(80).describe("The answer in one to five words."),
        description: z.string().trim().max(300).optional().describe("What it would mean, in one sentence."),
      }),
    )
    .max(6)
    .optional()
    .describe(
      "Two or three answers that exclude each other, the one you recommend first. Without options the person writes.",
    ),
  secret: z
    .boolean()
    .optional()
    .describe("For a password or token: the answer is shown to you alone and kept out of the log."),
});

const input = toolInput(
  z
    .object({ questions: z.array(field).min(1).max(3) })
    .refine(
      ({ questions }) => new Set(questions.map(({ id }) => id)).size === questions.length,
      "two questions have one id",
    ),
);

/** Asks the person in words, and waits. */
export const requestUserInput = ({ approval }: Pick<ToolsetOptions, "approval">): Tool =>
  defineTool({
    name: "request_user_input",
    description:
      'Asks the person one to three questions and waits for the answers. They may always answer in their own words. Use it in plan mode and at work, for decisions that change what you build and that you cannot find out yourself; never for what a command can tell you, and never to ask whether to go on. It is refused when the approval policy is "never".',
    input,
    access: "read",
    async run({ questions }, context) {
      const startedAt = context.now();
      if (approval === "never") {
        const output =
          "This thread never asks: nobody will answer. Decide yourself, by the most cautious reading of the task, and name your assumption in the report.";
        const summary = `Wanted to ask: ${questions[0]?.question ?? ""}`;
        const call = { tool: "request_user_input", summary, status: "failed", output, startedAt } as const;
        return { item: toolCall(context, call), output };
      }
      const fields = questions.map(({ id, header, question, options = [], secret = false }) => ({
        id,
        header,
        question,
        options,
        secret,
        freeText: true,
      }));
      const item: Question = { id: context.itemId, type: "question", status: "running", startedAt, fields };
      context.show(item);
      const answers = await context.question(fields);
      const endedAt = context.now();
      if (answers === undefined)
        return { item: { ...item, status: "interrupted", endedAt }, output: "The turn ended before an answer came." };
      if (answers === "passed_over") {
        const output =
          "The person did not answer: they wrote you a message instead. Read it first; ask again only if it leaves the question open.";
        return { item: { ...item, status: "declined", endedAt }, output };
      }
      const shown = fields.map(({ id, secret }) => [id, secret ? "•••" : (answers[id] ?? "")]);
      return {
        item: { ...item, status: "completed", endedAt, answers: Object.fromEntries(shown) },
        output: JSON.stringify({ answers }),
      };
    },
  });
