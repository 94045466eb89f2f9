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

const open = ["dialog", "alertdialog", "menu", "listbox"].map((role) => `[role=${role}][data-open]`).join();

/**
 * What hears the review's keys takes the focus that waits for it, and takes it back when what had it goes: a button that was
 * pressed, a card that was settled, a dialog's button that is not to be pressed again.
 */
export function useKeysOfReview(): RefObject<HTMLDivElement | null> {
  const hears = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const review = hears.current?.closest(place);
    if (!review) return;
    if (document.activeElement === review) hears.current?.focus();
    const life = new AbortController();
    let inside = review.contains(document.activeElement);
    let frame = 0;
    const look = ({ target }: Event): void => {
      // What floats is left again for where the person was.
      if (target instanceof Element && target.closest(open) === null) inside = review.contains(target);
    };
    const takeBack = (): void => {
      frame = 0;
      if (!inside || document.activeElement !== document.body || document.querySelector(open) !== null) return;
      hears.current?.focus({ preventScroll: true });
    };
    const changed = new MutationObserver(() => {
      if (inside && frame === 0) frame = requestAnimationFrame(takeBack);
    });
    changed.observe(review, { childList: true, subtree: true, attributeFilter: ["disabled"] });
    changed.observe(document.body, { childList: true });
    document.addEventListener("focusin", look, { signal: life.signal });
    document.addEventListener("pointerdown", look, { signal: life.signal, capture: true });
    return () => {
      life.abort();
      changed.disconnect();
      cancelAnimationFrame(frame);
    };
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

const written = "input:not([type=radio], [type=checkbox]), textarea, [contenteditable], [role=dialog]";

/** Whether letters are written there, or belong to a dialog: then they are no keys of the review. */
export const takesLetters = (target: EventTarget): boolean =>
  !(target instanceof Element) || target.closest(written) !== null;
