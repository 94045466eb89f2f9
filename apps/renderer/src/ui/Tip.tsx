import { Tooltip } from "@base-ui/react/tooltip";
import type { ReactElement } from "react";
import { keyHint } from "./keyHint.ts";

/** A word or the full text of something cut short, after a moment of pointing or on focus. */
export function Tip({
  label,
  hint,
  side = "bottom",
  children,
}: {
  readonly label: string | undefined;
  readonly hint?: string;
  readonly side?: "top" | "bottom" | "left" | "right";
  readonly children: ReactElement;
}) {
  if (label === undefined) return children;
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner side={side} sideOffset={6} className="z-(--z-tooltip)">
          <Tooltip.Popup className="inline-flex min-h-6 max-w-96 items-center gap-1.5 rounded-2 bg-tip px-2 py-1 text-small break-words text-tip-text [--kbd-ink:currentColor] [--kbd-line:var(--tip-line)]">
            {label}
            {hint !== undefined && (
              <kbd className="rounded-1 px-1 text-[10.5px]/4 inset-ring inset-ring-tip-line">{keyHint(hint)}</kbd>
            )}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

export const TipProvider = Tooltip.Provider;
