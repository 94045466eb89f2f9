import type { QuestionField } from "@flightdeck/contract";
import { clsx } from "clsx";
import { type ReactNode, type RefObject, useId } from "react";
import { InlineCode } from "../../ui/InlineCode.tsx";
import { visibleText } from "../../ui/visibleText.ts";
import { type Draft, isOwnWords } from "./answers.ts";

const row =
  "relative grid grid-cols-[18px_minmax(0,1fr)] gap-x-2.5 rounded-2 px-2 py-1.5 inset-ring has-focus-visible:outline-2 has-focus-visible:outline-focus";
const look = (chosen: boolean): string =>
  clsx(row, chosen ? "bg-accent-soft inset-ring-[1.5px] inset-ring-accent" : "inset-ring-line-strong hover:bg-hover");

/** The answers to choose from, numbered, and last the person's own words. */
export function Choices({
  field,
  draft,
  words,
  labelledBy,
  onChoose,
  onText,
  onEnter,
}: {
  readonly field: QuestionField;
  readonly draft: Draft;
  readonly words: RefObject<HTMLInputElement | null>;
  readonly labelledBy: string;
  readonly onChoose: (choice: number) => void;
  readonly onText: (text: string) => void;
  readonly onEnter: () => void;
}) {
  const name = useId();
  const own = isOwnWords(field, draft);
  return (
    <div role="radiogroup" aria-labelledby={labelledBy} className="flex flex-col gap-1.5">
      {field.options.map((option, index) => (
        <label key={index} className={look(draft.choice === index)}>
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={draft.choice === index}
            onChange={() => onChoose(index)}
          />
          <Digit chosen={draft.choice === index}>{index + 1}</Digit>
          <span className="min-w-0">
            <span className="block font-medium break-words">
              <InlineCode text={visibleText(option.label)} />
            </span>
            {option.description !== undefined && (
              <span className="block text-small break-words text-text-2">
                <InlineCode text={visibleText(option.description)} />
              </span>
            )}
          </span>
        </label>
      ))}
      {field.freeText && (
        <span className={clsx(look(own && draft.text !== ""), !own && "border-dashed")}>
          <Digit chosen={own && draft.text !== ""}>{field.options.length + 1}</Digit>
          <input
            ref={words}
            type={field.secret ? "password" : "text"}
            aria-label={field.options.length > 0 ? "Something else" : "Your answer"}
            placeholder={field.options.length > 0 ? "Something else…" : "Your answer"}
            autoComplete="off"
            spellCheck={!field.secret}
            maxLength={20_000}
            value={draft.text}
            onChange={(event) => onText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.nativeEvent.isComposing || event.repeat) return;
              event.preventDefault();
              onEnter();
            }}
            className="min-w-0 bg-transparent text-text-1 outline-none placeholder:text-text-3"
          />
        </span>
      )}
    </div>
  );
}

const Digit = ({ chosen, children }: { readonly chosen: boolean; readonly children: ReactNode }) => (
  <span
    aria-hidden
    className={clsx(
      "mt-px grid size-[18px] place-items-center rounded-1 text-micro font-medium",
      chosen ? "bg-accent-fill text-text-on-fill" : "text-text-2 inset-ring inset-ring-line-strong",
    )}
  >
    {children}
  </span>
);
