import type { PendingQuestion } from "@flightdeck/contract";
import { Button } from "../../ui/Button.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { EntryRow } from "./EntryRow.tsx";
import { QuestionInPlace } from "./QuestionInPlace.tsx";

/** A question that an agent waits for, answered in place. */
export function QuestionEntry({
  question,
  project,
  chosen,
  onChoose,
  onOpen,
}: {
  readonly question: PendingQuestion;
  readonly project: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onOpen: () => void;
}) {
  return (
    <EntryRow
      role="group"
      name={`Question: ${question.text}`}
      glyph="waiting_answer"
      kind="Question"
      title={question.text}
      from={`${project} · ${visibleName(question.threadTitle)}`}
      at={question.askedAt}
      chosen={chosen}
      onChoose={onChoose}
      after={
        !chosen && (
          <Button size="small" onClick={onOpen}>
            Answer
          </Button>
        )
      }
    >
      <div className="-ml-3 max-w-[calc(var(--measure)+32px)]">
        <QuestionInPlace threadId={question.threadId} />
      </div>
      <Button variant="plain" hint="O" onClick={onOpen}>
        Open thread
      </Button>
    </EntryRow>
  );
}
