import type { ThreadId } from "@flightdeck/contract";
import { type RefObject, useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import type { App } from "../../app.tsx";
import { frontThread, openThread } from "../layout/store.ts";

const place = 'section[aria-label="Review"]';
const taker = "[data-review-keys]";

/** Shows a thread's review and gives it the keys. */
export function enterReview({ layout }: Pick<App, "layout">, threadId: ThreadId): void {
  flushSync(() => layout.update((state) => ({ ...openThread(state, threadId), panel: "review" })));
  const review = document.querySelector<HTMLElement>(place);
  if (review === null || (review !== document.activeElement && review.contains(document.activeElement))) return;
  // Until its code is there it holds them itself, see `useKeysOfReview`.
  (review.querySelector<HTMLElement>(taker) ?? review).focus();
}

/** What hears the review's keys takes the focus that waits for it. */
export function useKeysOfReview(): RefObject<HTMLDivElement | null> {
  const hears = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement?.matches(place)) hears.current?.focus();
  }, []);
  return hears;
}

/** Enters the review of the thread in front; where it has the keys, the message gets them back and the review stays. */
export function switchToReview(window: Pick<App, "layout" | "boxes">): void {
  const front = frontThread(window.layout.getState());
  if (front === undefined) return;
  if (document.activeElement?.closest(place)) window.boxes.find(front)?.focus();
  else enterReview(window, front);
}
