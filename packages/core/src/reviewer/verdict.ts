import type { ReviewVerdict } from "@flightdeck/contract";
import type { KeptFinding, KeptReview } from "./book.ts";

/**
 * Nobody reads these line by line. That a file is generated is what the change itself may say of anything, so it is no
 * excuse: a project that trusts such files says so in its tiers.
 */
const excused: readonly KeptReview["unread"][number]["why"][] = ["lock", "binary"];

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
  const unread = review.unread.filter(({ why }) => !excused.includes(why));
  if (Object.values(open).some((count) => count > 0))
    return { kind: "findings", open, ...(unread.length > 0 ? { unread } : {}) };
  return unread.length > 0 ? { kind: "incomplete", unread } : { kind: "passed" };
}
