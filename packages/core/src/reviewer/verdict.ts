import type { ReviewVerdict, UnreadFile } from "@flightdeck/contract";
import type { KeptFinding, KeptReview } from "./book.ts";

/** Pictures, sounds, fonts and pages: what their bytes do is shown, not run. */
const media = /\.(?:png|jpe?g|gif|webp|avif|bmp|ico|icns|woff2?|[ot]tf|mp[34]|m4a|ogg|wav|webm|pdf)$/i;

/**
 * Nobody reads lock files and pictures line by line. That a file is generated or binary is what the change itself may say of
 * anything, by a word in it or in its attributes, so it is no excuse: a project that trusts such files says so in its tiers.
 */
const isExcused = ({ path, why }: UnreadFile): boolean => why === "lock" || (why === "binary" && media.test(path));

/**
 * What reviewers say of exactly one diff. Only a review of that very state counts; what was found by any review and still
 * waits holds it back, also when the last one did not see it again.
 */
export function verdictOf(
  reviews: readonly KeptReview[],
  findings: readonly KeptFinding[],
  fingerprint: string,
): ReviewVerdict {
  if (reviews.at(-1)?.state === "running") return { kind: "running" };
  const done = reviews.filter(({ state }) => state === "completed");
  const review = done.findLast((one) => one.fingerprint === fingerprint);
  if (review === undefined) return { kind: done.length === 0 ? "none" : "stale" };
  const open = { P0: 0, P1: 0, P2: 0, P3: 0 };
  for (const { state, priority } of findings) if (state === "open") open[priority] += 1;
  const unread = review.unread.filter((file) => !isExcused(file));
  if (Object.values(open).some((count) => count > 0))
    return { kind: "findings", open, ...(unread.length > 0 ? { unread } : {}) };
  return unread.length > 0 ? { kind: "incomplete", unread } : { kind: "passed" };
}
