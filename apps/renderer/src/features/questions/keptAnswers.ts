import type { QuestionField, QuestionId } from "@flightdeck/contract";
import type { Draft } from "./answers.ts";

/** How far the person is with the fields of a question. */
export interface Answering {
  /** The field in sight. */
  readonly at: number;
  readonly drafts: Readonly<Record<string, Draft>>;
}

export const unanswered: Answering = { at: 0, drafts: {} };

/** As it is kept among the drafts; a secret is kept nowhere. */
export function writeAnswering(id: QuestionId, fields: readonly QuestionField[], { at, drafts }: Answering): string {
  const kept = fields.flatMap((field) => {
    const draft = drafts[field.id];
    return draft === undefined || field.secret ? [] : [[field.id, draft] as const];
  });
  return JSON.stringify({ id, at, drafts: Object.fromEntries(kept) });
}

/** What was kept of this question; undefined when it is of another one, or makes no sense. */
export function readAnswering(text: string, id: QuestionId, fields: readonly QuestionField[]): Answering | undefined {
  const kept = recordOf(parsed(text));
  if (kept?.id !== id) return undefined;
  const drafts = recordOf(kept.drafts) ?? {};
  const known = fields.flatMap((field) => {
    const draft = recordOf(drafts[field.id]);
    if (draft === undefined || typeof draft.text !== "string") return [];
    const choice = typeof draft.choice === "number" ? draft.choice : undefined;
    return [[field.id, { text: draft.text, choice }] as const];
  });
  const at = typeof kept.at === "number" && fields[kept.at] !== undefined ? kept.at : 0;
  return { at, drafts: Object.fromEntries(known) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined; // fields are looked at one by one
