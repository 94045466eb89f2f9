import { Tooltip } from "@base-ui/react/tooltip";
import { cloneElement, type ReactElement, useEffect, useState } from "react";
import { keyHint } from "./keyHint.ts";
import { followTips, type ShownTip, tipMarks, type TipSide } from "./tips.ts";

/**
 * A word or the full text of something cut short, after a moment of pointing or on focus. It costs its element three
 * attributes, which the element must pass on to the page: the one `TipLayer` of the window shows it.
 */
export function Tip({
  label,
  hint,
  side = "bottom",
  children,
}: {
  readonly label: string | undefined;
  readonly hint?: string;
  readonly side?: TipSide;
  readonly children: ReactElement;
}) {
  return label === undefined ? children : cloneElement(children, tipMarks(label, hint, side));
}

/** Shows the window's tips, one at a time. */
export function TipLayer() {
  const [shown, setShown] = useState<ShownTip>();
  /** What is said while it goes. */
  const [last, setLast] = useState<ShownTip>();
  if (shown !== undefined && shown !== last) setLast(shown);
  useEffect(() => {
    const life = new AbortController();
    followTips(document, setShown, life.signal);
    return () => life.abort();
  }, []);
  return (
    <Tooltip.Root open={shown !== undefined} disableHoverablePopup>
      <Tooltip.Portal>
        <Tooltip.Positioner anchor={last?.anchor} side={last?.side} sideOffset={6} className="z-(--z-tooltip)">
          <Tooltip.Popup className="pointer-events-none inline-flex min-h-6 max-w-96 items-center gap-1.5 rounded-2 bg-tip px-2 py-1 text-small break-words text-tip-text [--kbd-ink:currentColor] [--kbd-line:var(--tip-line)]">
            {last?.label}
            {last?.hint !== undefined && (
              <kbd className="rounded-1 px-1 text-[10.5px]/4 inset-ring inset-ring-tip-line">{keyHint(last.hint)}</kbd>
            )}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
