import type { ApprovalDecision } from "@flightdeck/contract";
import { type RefObject, useEffect, useState } from "react";
import { decisionOf, type Press, readPress } from "./keys.ts";

/** The region around a card: the pane, or the view, whose keys are the card's. */
export const paneOf = (card: HTMLElement | null): HTMLElement | null =>
  card?.parentElement?.closest<HTMLElement>("section") ?? card;

/**
 * Gives a card the keys that are pressed in its pane. In the message box they are letters; there Escape goes to the card
 * first. Answers with whether that is so now. `onPress` says whether it took the key.
 */
export function useCardKeys({
  card,
  enabled,
  onPress,
}: {
  readonly card: RefObject<HTMLElement | null>;
  readonly enabled: boolean;
  readonly onPress: (press: Press) => boolean;
}): boolean {
  const [writing, setWriting] = useState(false);
  useEffect(() => {
    if (!enabled) return;
    const inPane = (target: EventTarget | null): target is HTMLElement =>
      target instanceof HTMLElement && paneOf(card.current)?.contains(target) === true;
    const onKeyDown = (event: KeyboardEvent) => {
      if (!inPane(event.target)) return;
      const press = readPress(event);
      // The editor prevents Escape, though it does nothing with it.
      if (press.key === "Escape" && event.target.isContentEditable && !press.composing) {
        event.preventDefault();
        card.current?.focus();
        return;
      }
      if (!event.defaultPrevented && onPress(press)) event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
  useEffect(() => {
    const look = () => {
      const { activeElement } = document;
      const here = paneOf(card.current)?.contains(activeElement) === true;
      setWriting(here && activeElement instanceof HTMLElement && activeElement.isContentEditable);
    };
    look();
    document.addEventListener("focusin", look);
    document.addEventListener("focusout", look);
    return () => {
      document.removeEventListener("focusin", look);
      document.removeEventListener("focusout", look);
    };
  }, [card]);
  return writing;
}

/** Lets Y, A and N answer an approval while the focus is in the card's pane. */
export function useAnswerKeys({
  card,
  enabled,
  decide,
}: {
  readonly card: RefObject<HTMLElement | null>;
  readonly enabled: boolean;
  readonly decide: (decision: ApprovalDecision) => void;
}): boolean {
  return useCardKeys({
    card,
    enabled,
    onPress(press) {
      const decision = decisionOf(press);
      if (decision !== undefined) decide(decision);
      return decision !== undefined;
    },
  });
}
