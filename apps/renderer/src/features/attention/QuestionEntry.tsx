import type { PendingQuestion } from "@flightdeck/contract";
import { Button } from "../../ui/Button.tsx";
import { InlineCode } from "../../ui/InlineCode.tsx";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { EntryRow } from "./EntryRow.tsx";

/** A question that an agent waits for. */
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
      {question.text.length > 80 && (
        <p className="mb-2.5 max-h-48 overflow-auto break-words whitespace-pre-wrap">
          <InlineCode text={visibleText(question.text)} />
        </p>
      )}
      <Button variant="primary" hint="O" onClick={onOpen}>
        Answer in the thread
      </Button>
    </EntryRow>
  );
}
