export type TipSide = "top" | "bottom" | "left" | "right";

/** What an element's tip says, and where it stands. */
export interface ShownTip {
  readonly anchor: Element;
  readonly label: string;
  readonly hint: string | undefined;
  readonly side: TipSide;
}

/** Pointing for so long brings the tip, in milliseconds; the neighbour's comes at once. */
const POINTED = 500;
/** For so long after a tip went, in milliseconds, the next one comes at once. */
const WARM = 400;

/** Marks an element as one that has a tip. */
export const tipMarks = (label: string, hint: string | undefined, side: TipSide) => ({
  "data-tip": label,
  "data-tip-hint": hint,
  "data-tip-side": side,
});

const isSide = (side: string | null): side is TipSide =>
  side === "top" || side === "bottom" || side === "left" || side === "right";

function tipOf(anchor: Element): ShownTip {
  const side = anchor.getAttribute("data-tip-side");
  return {
    anchor,
    label: anchor.getAttribute("data-tip") ?? "",
    hint: anchor.getAttribute("data-tip-hint") ?? undefined,
    side: isSide(side) ? side : "bottom",
  };
}

const marked = (target: EventTarget | null): Element | undefined =>
  (target instanceof Element && target.closest("[data-tip]")) || undefined;

/**
 * Follows the pointer and the focus over a document, and says which tip is to be shown: of what was pointed at for a moment or
 * reached by key. One listener serves every button there is. Until the signal aborts.
 */
export function followTips(document: Document, show: (tip: ShownTip | undefined) => void, signal: AbortSignal): void {
  let pointed: Element | undefined;
  let shown: Element | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wentAt = -WARM;
  const present = (anchor: Element) => {
    clearTimeout(timer);
    shown = anchor;
    seen.disconnect();
    seen.observe(anchor);
    show(tipOf(anchor));
  };
  const hide = () => {
    clearTimeout(timer);
    if (shown === undefined) return;
    shown = undefined;
    wentAt = performance.now();
    seen.disconnect();
    show(undefined);
  };
  // What was taken away or scrolled out of sight takes its tip along.
  const seen = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => !isIntersecting) && hide());

  const options = { signal, capture: true, passive: true } as const;
  document.addEventListener(
    "pointerover",
    ({ target, pointerType, buttons }) => {
      if (pointerType !== "mouse") return;
      const anchor = marked(target);
      if (anchor === pointed) return;
      pointed = anchor;
      const warm = shown !== undefined || performance.now() - wentAt < WARM;
      hide();
      if (anchor === undefined || buttons > 0) return;
      if (warm) present(anchor);
      else timer = setTimeout(present, POINTED, anchor);
    },
    options,
  );
  document.addEventListener(
    "focusin",
    ({ target }) => {
      const anchor = marked(target);
      if (anchor !== undefined && target instanceof Element && target.matches(":focus-visible")) present(anchor);
      else if (shown !== undefined && anchor !== shown) hide();
    },
    options,
  );
  document.addEventListener("focusout", hide, options);
  document.addEventListener("pointerdown", hide, options);
  document.addEventListener("wheel", hide, options);
  document.addEventListener(
    "keydown",
    ({ key }) => {
      if (key === "Escape" || key === "Enter" || key === " ") hide();
    },
    options,
  );
  document.documentElement.addEventListener(
    "pointerleave",
    () => {
      pointed = undefined;
      hide();
    },
    { signal, passive: true },
  );
  signal.addEventListener("abort", hide);
}
