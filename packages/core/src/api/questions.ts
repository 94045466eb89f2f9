import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const questionsApi = (os: Api, { threads, questions }: Core) => ({
  watch: os.questions.watch.handler(({ signal }) => questions.watch(orNever(signal))),
  answer: os.questions.answer.handler(({ input }) =>
    threads.answerQuestion(input.threadId, input.questionId, input.answers),
  ),
});
