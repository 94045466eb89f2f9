import type { OpenQuestion, QuestionField, ThreadId } from "@flightdeck/contract";
import { Check } from "lucide-react";
import { type RefObject, useEffect, useId, useRef, useState } from "react";
import { Button, Kbd } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { InlineCode } from "../../ui/InlineCode.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { visibleText } from "../../ui/visibleText.ts";
import { paneOf, readPress, useFocusBack } from "../approvals/index.ts";
import { useKept } from "../drafts/index.ts";
import { answerOf, answersOf, type Draft, emptyDraft, formKey, isOwnWords } from "./answers.ts";
import { Choices } from "./Choices.tsx";
import { type Answering, readAnswering, unanswered, writeAnswering } from "./keptAnswers.ts";
import { useQuestion } from "./useQuestion.ts";

/** One to three questions of the agent, one at a time; numbers choose, Enter answers. */
export function QuestionForm({
  threadId,
  question,
  fields,
}: {
  readonly threadId: ThreadId;
  readonly question: OpenQuestion;
  readonly fields: readonly QuestionField[];
}) {
  const [{ at, drafts }, show] = useState(unanswered);
  const kept = useKept(`question:${threadId}`, (text) => show(readAnswering(text, question.id, fields) ?? unanswered));
  const { answer, send, stop } = useQuestion(threadId, question, kept.forget);
  const id = useId();
  const form = useRef<HTMLElement>(null);
  const words = useRef<HTMLInputElement>(null);
  const field = fields[at];
  const draft = drafts[field?.id ?? ""] ?? emptyDraft;
  const last = at === fields.length - 1;
  const ready = field !== undefined && answerOf(field, draft) !== "";

  const go = (next: Answering) => {
    show(next);
    kept.keep(writeAnswering(question.id, fields, next));
  };
  const change = (next: Partial<Draft>) => {
    if (field !== undefined) go({ at, drafts: { ...drafts, [field.id]: { ...draft, ...next } } });
  };
  const choose = (choice: number) => {
    change({ choice });
    if (field !== undefined && choice === field.options.length) words.current?.focus();
    // Where the focus is on a button elsewhere, Enter would be that button's.
    else if (form.current?.contains(document.activeElement) === false) form.current.focus();
  };
  const next = () => {
    if (!ready) return;
    if (last) {
      form.current?.focus();
      send(answersOf(fields, drafts));
    } else {
      go({ at: at + 1, drafts });
      form.current?.focus();
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (field === undefined || answer.state !== "open") return;
    const press = readPress(event);
    const { target } = event;
    // The composer's text stays text: Escape leaves it first. A choice is no text.
    const chosen = target instanceof HTMLInputElement && target.type === "radio";
    if (press.key === "Escape" && press.writing && !chosen && !press.composing) {
      event.preventDefault();
      form.current?.focus();
      return;
    }
    // Enter on a button is that button's.
    if (press.key === "Enter" && target instanceof HTMLElement && target.closest("button, a") !== null) return;
    // Arrows scroll the conversation; a choice that has the focus moves by itself.
    const inForm = target instanceof Node && form.current?.contains(target) === true;
    if (press.key.startsWith("Arrow") && (chosen || !inForm)) return;
    const key = formKey({ ...press, writing: press.writing && !chosen }, field, draft);
    if (key === undefined || event.defaultPrevented) return;
    event.preventDefault();
    if (key.type === "choose") choose(key.choice);
    else next();
  };
  usePaneKeys(form, onKey);
  useFocusBack(form);

  if (field === undefined) return null;
  return (
    <section
      ref={form}
      tabIndex={-1}
      role="dialog"
      data-takes-focus
      aria-labelledby={`${id}-question`}
      className="flex max-h-full min-h-0 flex-col overflow-hidden rounded-3 border border-amber-line bg-pane"
    >
      <header className="flex h-[34px] shrink-0 items-center gap-2 bg-amber-soft px-2.5">
        <StatusGlyph status="waiting_answer" />
        <span className="min-w-0 flex-1 truncate text-small text-text-2">{visibleText(field.header)}</span>
        {fields.length > 1 && (
          <span className="text-micro text-text-3 tabular-nums">
            Question {at + 1} of {fields.length}
          </span>
        )}
      </header>
      <div className="min-h-0 overflow-y-auto border-t border-amber-line px-2.5 py-2.5">
        <h2 id={`${id}-question`} className="mb-2 font-strong break-words whitespace-pre-wrap">
          <InlineCode text={visibleText(field.question)} />
        </h2>
        <Choices
          key={field.id}
          field={field}
          draft={draft}
          words={words}
          labelledBy={`${id}-question`}
          onChoose={choose}
          onText={(text) => change({ text, choice: field.options.length })}
          onEnter={next}
        />
      </div>
      {answer.state === "open" ? (
        <footer className="@container shrink-0 border-t border-line bg-raised px-2.5 py-2">
          <div className="flex items-center gap-1.5">
            <span className="flex items-center gap-1 text-micro text-text-3 @max-[420px]:hidden">
              {field.options.length > 0 && (
                <>
                  <Kbd>1</Kbd>–<Kbd>{String(field.options.length + (field.freeText ? 1 : 0))}</Kbd> choose
                  <Kbd className="ml-1.5">↑</Kbd>
                  <Kbd>↓</Kbd> move
                </>
              )}
            </span>
            <span className="flex-1" />
            <Button variant="plain" onClick={stop}>
              Stop turn
            </Button>
            {at > 0 && <Button onClick={() => go({ at: at - 1, drafts })}>Back</Button>}
            <Button variant="primary" hint="↵" disabled={!ready} onClick={next}>
              {last ? "Answer" : "Next"}
            </Button>
          </div>
          {isOwnWords(field, draft) && field.secret && (
            <p className="mt-1.5 text-micro text-text-3">
              Goes to the model alone; it is neither shown nor kept in the log.
            </p>
          )}
          {answer.failure !== undefined && <FailureNote failure={answer.failure} className="mt-2" />}
        </footer>
      ) : (
        <div
          role="status"
          className="flex h-[45px] shrink-0 items-center gap-2 border-t border-line bg-raised px-2.5 text-text-2"
        >
          <Icon of={Check} size={14} />
          {answer.state === "sent" ? "Answered" : "Answered in another window"}
        </div>
      )}
    </section>
  );
}

/** Keys that are pressed anywhere in the pane of the form are its own. */
function usePaneKeys(form: RefObject<HTMLElement | null>, onKey: (event: KeyboardEvent) => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.target instanceof Node && paneOf(form.current)?.contains(event.target) === true) onKey(event);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  });
}
