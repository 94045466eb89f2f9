import type { ReviewComment, SentComments } from "@flightdeck/contract";

export const linesWords = ({ lines: { from, to }, side }: Pick<ReviewComment, "lines" | "side">): string =>
  `${from === to ? `line ${from}` : `lines ${from}–${to}`}${side === "old" ? " before" : ""}`;

/** "1 open, 3 resolved": a comment that was not sent is open, too. */
export function countWords(comments: readonly ReviewComment[]): string {
  const resolved = comments.filter(({ resolvedAt }) => resolvedAt !== undefined).length;
  const open = comments.length - resolved;
  return [open > 0 || resolved === 0 ? `${open} open` : "", resolved > 0 ? `${resolved} resolved` : ""]
    .filter((part) => part !== "")
    .join(", ");
}

export const many = (count: number): string => `${count} comment${count === 1 ? "" : "s"}`;

/** What a message of comments is called: "3 comments on the diff". */
export const commentsTitle = ({ list, note }: SentComments): string =>
  `${many(list.length)} on the diff${note === undefined ? "" : `: ${note}`}`;

/** What became of a comment, in a word or two; undefined while the agent has done nothing about it. */
export function fateOf({ state, turn, addressed, answer }: ReviewComment): string | undefined {
  if (addressed !== undefined) return `addressed in turn ${addressed.number}`;
  if (answer !== undefined) return "answered";
  if (state === "sent") return turn === undefined ? "on its way" : undefined;
  return undefined;
}

/** Its first words, for one line of a list. */
export const firstLine = (text: string): string => text.trim().split("\n", 1)[0] ?? "";

/** Comments in the order in which they stand in the diff; those that stand nowhere come last. */
export function inOrder(
  comments: readonly ReviewComment[],
  placeOf: (comment: ReviewComment) => { readonly file: number; readonly line: number } | undefined,
): readonly ReviewComment[] {
  const nowhere = { file: Number.MAX_SAFE_INTEGER, line: 0 };
  const placed = comments.map((comment) => ({ comment, place: placeOf(comment) ?? nowhere }));
  placed.sort((a, b) => a.place.file - b.place.file || a.place.line - b.place.line);
  return placed.map(({ comment }) => comment);
}
