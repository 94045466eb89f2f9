import type { QuestionField } from "@flightdeck/contract";
import type { Press } from "../approvals/index.ts";

/** What the person has said to one field so far: one of its options, or words of their own. */
export interface Draft {
  /** Index of the option; the number of options stands for the words. */
  readonly choice?: number;
  readonly text: string;
}

export const emptyDraft: Draft = { text: "" };

/** A field without options is answered in words. */
export const isOwnWords = (field: QuestionField, { choice }: Draft): boolean =>
  field.options.length === 0 || choice === field.options.length;

/** The answer as it is sent; empty while there is none. */
export function answerOf(field: QuestionField, draft: Draft): string {
  if (isOwnWords(field, draft)) return draft.text.trim();
  return field.options[draft.choice ?? -1]?.label ?? "";
}

/** The answers of all fields by their ids. */
export const answersOf = (
  fields: readonly QuestionField[],
  drafts: Readonly<Record<string, Draft>>,
): Record<string, string> =>
  Object.fromEntries(fields.map((field) => [field.id, answerOf(field, drafts[field.id] ?? emptyDraft)]));

/** What a key does in the form: choose by number, or go on. */
export type FormKey = { readonly type: "choose"; readonly choice: number } | { readonly type: "next" };

/**
 * Digits count the choices from 1, the words of one's own last; arrows go from one to the next. Text that is being
 * written is never one.
 */
export function formKey(press: Press, field: QuestionField, { choice }: Draft): FormKey | undefined {
  if (press.modified || press.repeat || press.composing || press.writing) return undefined;
  if (press.key === "Enter") return { type: "next" };
  const choices = field.options.length + (field.freeText ? 1 : 0);
  if (field.options.length > 0 && (press.key === "ArrowDown" || press.key === "ArrowUp")) {
    const next = press.key === "ArrowDown" ? (choice ?? -1) + 1 : (choice ?? choices) - 1;
    return { type: "choose", choice: (next + choices) % choices };
  }
  const number = /^[1-9]$/.test(press.key) ? Number(press.key) : 0;
  return number >= 1 && number <= choices ? { type: "choose", choice: number - 1 } : undefined;
}
