import { type RefObject, useEffect } from "react";
import { readPress } from "../approvals/index.ts";

/** What letters do in the inbox. */
export interface InboxKeys {
  readonly step: (step: 1 | -1, extend: boolean) => void;
  readonly select: (range: boolean) => void;
  readonly selectAll: () => void;
  readonly archive: () => void;
  readonly unread: () => void;
  readonly review: () => void;
  readonly carryOn: () => void;
  readonly open: () => void;
  readonly undo: () => void;
  /** Whether there was something to leave. */
  readonly leave: () => boolean;
}

/**
 * Letters act on the inbox wherever the focus is in the window but in text, dialogs and menus. `answering`: what is looked
 * at is answered by letters of its own, which go before.
 */
export function useInboxKeys(list: RefObject<HTMLElement | null>, keys: InboxKeys, answering: boolean): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, modified, composing, writing, repeat } = readPress(event);
      const target = event.target instanceof Element ? event.target : undefined;
      // A tab or a check box takes no text.
      const takesText = writing && !(target instanceof HTMLInputElement && /^(radio|checkbox)$/.test(target.type));
      if (modified || composing || takesText || event.defaultPrevented) return;
      if (target?.closest("[role=dialog], [role=menu], [role=listbox]")) return;
      const on = target?.closest("[data-entry]") !== null && list.current?.contains(target ?? null) === true;
      const letter = key.toLowerCase();
      const done = (act: () => void) => {
        event.preventDefault();
        act();
      };
      if (letter === "j" || (key === "ArrowDown" && on)) return done(() => keys.step(1, event.shiftKey));
      if (letter === "k" || (key === "ArrowUp" && on)) return done(() => keys.step(-1, event.shiftKey));
      if (repeat || (answering && /^[yanefcr1-9]$/.test(letter))) return;
      switch (letter) {
        case "x":
          return done(() => keys.select(event.shiftKey));
        case "a":
          return done(keys.selectAll);
        case "e":
          return done(keys.archive);
        case "u":
          return done(keys.unread);
        case "r":
          return done(keys.review);
        case "c":
          return done(keys.carryOn);
        case "z":
          return done(keys.undo);
        case "enter":
          return on || target === document.body ? done(keys.open) : undefined;
        case "escape":
          if (keys.leave()) event.preventDefault();
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
}
