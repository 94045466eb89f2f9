import type { ThreadId } from "@flightdeck/contract";
import { useEffect } from "react";
import { later } from "../../ui/later.tsx";

// Diffs and their highlighter are half of the page's code: they come with the first review.
const review = later(() => import("./Review.tsx"));

/** The code, and a highlighter that runs: both take longer than the diff itself. */
const prepare = async () => {
  const [{ startSyntax }] = await Promise.all([import("../../ui/syntax/pool.ts"), review.ahead()]);
  startSyntax();
};

/** Prepares the review once nothing else is to be done, for a thread that has something to review. */
export function useReviewAhead(changed: boolean): void {
  useEffect(() => {
    if (!changed || !("requestIdleCallback" in window)) return; // Safari has none
    const ahead = requestIdleCallback(() => void prepare().catch(() => undefined)); // the panel tries again, and says why not
    return () => cancelIdleCallback(ahead);
  }, [changed]);
}

/** What a thread changed, to read, commit and land. */
export function ReviewPanel({ threadId }: { readonly threadId: ThreadId }) {
  return (
    <section
      aria-label="Review"
      data-finds-itself
      tabIndex={-1}
      className="@container flex -outline-offset-2 h-full min-h-0 min-w-0 flex-1 flex-col bg-pane"
    >
      <review.Part key={threadId} threadId={threadId} />
    </section>
  );
}
