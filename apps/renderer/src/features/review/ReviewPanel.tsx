import type { ThreadId } from "@flightdeck/contract";
import { lazy, Suspense } from "react";

// Diffs and their highlighter are half of the page's code: they come with the first review.
const Review = lazy(() => import("./Review.tsx"));

/** What a thread changed, to read, commit and land. */
export function ReviewPanel({ threadId }: { readonly threadId: ThreadId }) {
  return (
    <section
      aria-label="Review"
      data-finds-itself
      className="@container flex h-full min-h-0 min-w-0 flex-1 flex-col bg-pane"
    >
      <Suspense>
        <Review key={threadId} threadId={threadId} />
      </Suspense>
    </section>
  );
}
