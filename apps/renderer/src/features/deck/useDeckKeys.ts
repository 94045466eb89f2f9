import { type RefObject, useEffect } from "react";
import { readPress } from "../approvals/index.ts";

const CARD = "[data-card]";

/** Where an arrow leads from a card: along the row, or to the nearest card of the row above or below. */
export function nextCard(
  boxes: readonly Pick<DOMRect, "left" | "top" | "width">[],
  from: number,
  key: string,
): number | undefined {
  const here = boxes[from];
  if (here === undefined) return boxes.length === 0 ? undefined : 0;
  const within = (to: number) => (to >= 0 && to < boxes.length ? to : undefined);
  switch (key) {
    case "ArrowRight":
      return within(from + 1);
    case "ArrowLeft":
      return within(from - 1);
    case "Home":
      return 0;
    case "End":
      return boxes.length - 1;
    case "ArrowDown":
    case "ArrowUp": {
      const down = key === "ArrowDown";
      const beyond = boxes.filter(({ top }) => (down ? top > here.top + 1 : top < here.top - 1));
      if (beyond.length === 0) return undefined;
      const edge = down ? Math.min(...beyond.map(({ top }) => top)) : Math.max(...beyond.map(({ top }) => top));
      const row = beyond.filter(({ top }) => Math.abs(top - edge) <= 1);
      const nearest = row.reduce((best, box) =>
        Math.abs(box.left - here.left) < Math.abs(best.left - here.left) ? box : best,
      );
      return boxes.indexOf(nearest);
    }
    default:
      return undefined;
  }
}

/**
 * Arrows go from card to card, Enter opens the thread, S steers it, numbers answer its question. Only while the focus is
 * on the wall or nowhere, never in text.
 */
export function useDeckKeys(wall: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, modified, composing, writing } = readPress(event);
      const { target } = event;
      if (modified || composing || writing || event.defaultPrevented || !(target instanceof HTMLElement)) return;
      const area = wall.current;
      if (area === null || (target !== document.body && !area.contains(target))) return;
      const cards = [...area.querySelectorAll<HTMLElement>(CARD)];
      const card = target.closest<HTMLElement>(CARD);
      const press = (name: string) => card?.querySelector<HTMLElement>(`[data-key="${name}"]`);
      if (key === "Enter" && target === card) {
        event.preventDefault();
        press("open")?.click();
        return;
      }
      if (/^[1-9s]$/i.test(key) && card !== null) {
        const button = press(key.toLowerCase());
        if (event.repeat || !button) return;
        event.preventDefault();
        button.click();
        return;
      }
      const boxes = cards.map((each) => each.getBoundingClientRect());
      const from = card === null ? -1 : cards.indexOf(card);
      if (!/^(Arrow|Home|End)/.test(key)) return;
      const to = nextCard(boxes, from, key);
      event.preventDefault();
      if (to === undefined) return;
      cards[to]?.focus({ preventScroll: true });
      cards[to]?.scrollIntoView({ block: "nearest" });
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [wall]);
}
