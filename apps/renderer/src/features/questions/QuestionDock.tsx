import type { OpenQuestion, Question, Thread, ThreadId } from "@flightdeck/contract";
import { useThread } from "../../app.tsx";
import { QuestionForm } from "./QuestionForm.tsx";

/** The oldest question that waits; with the turn that asked not loaded there is nothing to show. */
const waiting = ({ questions }: Thread): OpenQuestion | undefined => questions[0];

const asked =
  (question: OpenQuestion | undefined) =>
  ({ turns }: Thread): Question | undefined =>
    turns
      .findLast(({ id }) => id === question?.turnId)
      ?.items.find((item): item is Question => item.id === question?.itemId && item.type === "question");

/** What the agent wants to know, between the conversation and the composer. */
export function QuestionDock({ threadId }: { readonly threadId: ThreadId }) {
  const question = useThread(threadId, waiting);
  const item = useThread(threadId, asked(question));
  if (question === undefined || item === undefined) return null;
  return (
    <div className="mx-auto flex max-h-[max(65%,min(100%,17.5rem))] w-full max-w-[calc(var(--measure)+32px)] flex-none flex-col px-3 pt-1 pb-2">
      <QuestionForm key={question.id} threadId={threadId} question={question} fields={item.fields} />
    </div>
  );
}
