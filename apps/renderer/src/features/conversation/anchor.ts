/** A line of the conversation and how far below the upper edge of the box it stood; around it are the blocks it is in. */
export interface Anchor {
  readonly element: Element;
  readonly offset: number;
  /** Stands in for the line when that was drawn anew. */
  readonly around?: Anchor;
}

/** Less than this is rounding. */
const ROUNDING = 0.5;

/** The line at the upper edge of a box: the innermost block there, so that what grows above it in the same row counts too. */
export function anchorAt(box: Element, rows: Element): Anchor | undefined {
  const edge = box.getBoundingClientRect().top;
  let anchor: Anchor | undefined;
  let inside: Element | undefined = rows;
  while (inside !== undefined) {
    const element = firstBelow(inside, edge);
    if (element === undefined) break;
    anchor = { element, offset: element.getBoundingClientRect().top - edge, around: anchor };
    inside = isBlock(element) ? element : undefined;
  }
  return anchor;
}

/** The child that the edge goes through, or the first one below it; rows may stand in any order. */
function firstBelow(parent: Element, edge: number): Element | undefined {
  let best: { readonly child: Element; readonly top: number } | undefined;
  for (const child of parent.children) {
    const { top, bottom, height } = child.getBoundingClientRect();
    if (height === 0 || bottom <= edge + 1) continue;
    if (best === undefined || top < best.top) best = { child, top };
  }
  return best?.child;
}

const isBlock = (element: Element): boolean => {
  const { display } = getComputedStyle(element);
  return !display.startsWith("inline") && display !== "contents";
};

/** How far an anchor has moved since; undefined when nothing of it is left. */
export function drift(box: Element, anchor: Anchor): number | undefined {
  if (!anchor.element.isConnected) return anchor.around && drift(box, anchor.around);
  const moved = anchor.element.getBoundingClientRect().top - box.getBoundingClientRect().top - anchor.offset;
  return Math.abs(moved) < ROUNDING ? 0 : moved;
}
