import type { PlanComment } from "@flightdeck/contract";

/** A comment that is being written: a new one at a step or at the whole plan, or an older one changed. */
export interface WrittenComment {
  readonly stepId?: string;
  /** The comment that is changed. */
  readonly id?: string;
  readonly text: string;
}

/** A comment in its field; one that is `found` was begun before a reload and does not take the focus. */
export interface Writing {
  readonly comment: WrittenComment;
  readonly found: boolean;
}

export const settled = (comments: readonly PlanComment[], id: string, state: PlanComment["state"]): PlanComment[] =>
  comments.map((comment) => (comment.id === id ? { ...comment, state } : comment));

/** The comments with the one that was written; a changed one is news to the agent again. Without words it is none. */
export function withWritten(
  comments: readonly PlanComment[],
  { stepId, id, text }: WrittenComment,
  fresh: { readonly id: string; readonly at: number; readonly about: string | undefined },
): PlanComment[] {
  const words = text.trim().slice(0, 4000);
  if (words === "") return [...comments];
  if (id !== undefined)
    return comments.map((comment) =>
      comment.id === id && comment.text !== words ? { ...comment, text: words, sent: false } : comment,
    );
  const about = stepId === undefined || fresh.about === undefined ? {} : { about: fresh.about.slice(0, 1000) };
  const where = stepId === undefined ? {} : { stepId };
  return [...comments, { id: fresh.id, at: fresh.at, text: words, state: "open", ...where, ...about }];
}

/** The comments of one place: of a step, or of the whole plan, with those whose step is gone. */
export const commentsAt = (
  comments: readonly PlanComment[],
  stepId: string | undefined,
  steps: readonly { readonly id: string }[],
): readonly PlanComment[] =>
  comments.filter((comment) =>
    stepId === undefined
      ? comment.stepId === undefined || !steps.some(({ id }) => id === comment.stepId)
      : comment.stepId === stepId,
  );

/** A comment that is being written, as it is kept among the drafts. */
export const writeWriting = (itemId: string, written: WrittenComment): string => JSON.stringify({ itemId, written });

/** What was kept of this plan; undefined when it is of another one, or makes no sense. */
export function readWriting(text: string, itemId: string): WrittenComment | undefined {
  try {
    const kept = JSON.parse(text) as { readonly itemId?: unknown; readonly written?: Partial<WrittenComment> } | null; // looked at below
    const { stepId, id, text: words } = kept?.written ?? {};
    if (kept?.itemId !== itemId || typeof words !== "string") return undefined;
    return {
      text: words,
      ...(typeof stepId === "string" ? { stepId } : {}),
      ...(typeof id === "string" ? { id } : {}),
    };
  } catch {
    return undefined;
  }
}
