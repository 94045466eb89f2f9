import type { PendingQuestion } from "@flightdeck/contract";
import { Button } from "../../ui/Button.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { EntryActs } from "./EntryActs.tsx";
import { EntryRow } from "./EntryRow.tsx";
import type { EntryPlace } from "./place.ts";
import { QuestionInPlace } from "./QuestionInPlace.tsx";

/** A question that an agent waits for, answered in place. */
export function QuestionEntry({ question, place }: { readonly question: PendingQuestion; readonly place: EntryPlace }) {
  const { project, chosen, onChoose } = place;
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
          <Button size="small" onClick={onChoose}>
            Answer
          </Button>
        )
      }
    >
      <div className="-ml-3 max-w-[calc(var(--measure)+32px)]">
        <QuestionInPlace threadId={question.threadId} />
      </div>
      <EntryActs place={place} />
    </EntryRow>
  );
}
