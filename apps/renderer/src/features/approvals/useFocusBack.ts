import { type RefObject, useLayoutEffect } from "react";
import { paneOf } from "./useAnswerKeys.ts";

/** When a card goes with the focus in it, the focus stays in its pane: the keys of the next card work at once. */
export function useFocusBack(card: RefObject<HTMLElement | null>): void {
  // Its end runs before the card leaves the document, which would lose the focus.
  useLayoutEffect(() => {
    const element = card.current;
    const pane = paneOf(element);
    return () => {
      if (element?.contains(document.activeElement) === true) pane?.querySelector<HTMLElement>("[role=log]")?.focus();
    };
  }, [card]);
}
