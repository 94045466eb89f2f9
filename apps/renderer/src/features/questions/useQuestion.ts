import type { OpenQuestion, ThreadId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";

/** How far the answer is. `elsewhere`: another window was faster, or the turn is over. */
export type QuestionState =
  | { readonly state: "open"; readonly failure?: Failure }
  | { readonly state: "sent" }
  | { readonly state: "elsewhere" };

/** Answers a question. The form goes by itself, when the host says so. */
export function useQuestion(threadId: ThreadId, question: OpenQuestion, onAnswered: () => void) {
  const { client } = useApp();
  const [answer, setAnswer] = useState<QuestionState>({ state: "open" });
  const send = (answers: Record<string, string>) => {
    if (answer.state !== "open") return;
    setAnswer({ state: "sent" });
    client.questions.answer({ threadId, questionId: question.id, answers }).then(onAnswered, (error: unknown) => {
      const failure = readFailure(error);
      const over = failure.code === "question_answered" || failure.code === "question_not_found";
      setAnswer(over ? { state: "elsewhere" } : { state: "open", failure });
    });
  };
  const stop = () => void client.turns.interrupt({ threadId }).catch(() => undefined); // it is over then
  return { answer, send, stop };
}
