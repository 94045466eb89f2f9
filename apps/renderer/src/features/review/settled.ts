import type { ReviewStore } from "./store.ts";

/** Does work once the first lines of a review are drawn, unless the signal aborts before. */
export function whenSettled(review: ReviewStore, signal: AbortSignal, work: () => void): void {
  if (signal.aborted) return;
  if (review.getState().settled) return work();
  const stop = review.subscribe(() => {
    if (!review.getState().settled) return;
    stop();
    work();
  });
  signal.addEventListener("abort", stop, { once: true });
}
