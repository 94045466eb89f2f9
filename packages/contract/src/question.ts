import { z } from "zod";
import { command, output, watch } from "./define.ts";
import { ItemId, type ProjectId, QuestionId, ThreadId, TurnId } from "./ids.ts";

/** Questions of the agent that wait for the person; what is asked stands in the item. */
export const OpenQuestion = z.object({
  id: QuestionId,
  turnId: TurnId,
  itemId: ItemId,
  askedAt: z.number(),
});
export type OpenQuestion = z.infer<typeof OpenQuestion>;

/** An open question as the attention queue shows it. */
export interface PendingQuestion extends OpenQuestion {
  readonly threadId: ThreadId;
  readonly projectId: ProjectId;
  readonly threadTitle: string;
  /** The first question's words. */
  readonly text: string;
}

export type QuestionsEvent =
  | { readonly type: "snapshot"; readonly questions: readonly PendingQuestion[] }
  | { readonly type: "asked"; readonly question: PendingQuestion }
  | { readonly type: "answered"; readonly questionId: QuestionId };

export const questions = {
  watch: watch({ input: z.object({}), event: output<QuestionsEvent>() }),
  /** Answers all fields of a question by their ids. A turn that is gone goes on from the answer. */
  answer: command({
    input: z.object({
      threadId: ThreadId,
      questionId: QuestionId,
      answers: z.record(z.string().max(64), z.string().max(20_000)),
    }),
    output: output<void>(),
    errors: ["thread_not_found", "question_not_found", "question_answered", "input_invalid"],
  }),
};
