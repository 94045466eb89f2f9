import type { Rectangle } from "electron";
import { ThreadId } from "@flightdeck/contract";
import { z } from "zod";

/** Where a window was and how it was shown. */
export const WindowPlace = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  shown: z.enum(["normal", "maximized", "full-screen"]),
});
export type WindowPlace = z.infer<typeof WindowPlace>;

/** An open window, as it is opened again by the next start. The first one has no id. */
const KeptWindow = z.object({
  id: z.uuid().optional(),
  threadId: ThreadId.optional(),
  alone: z.boolean(),
  /** Absent: one of a thread alone is, the others are not. */
  onTop: z.boolean().optional(),
  place: WindowPlace.optional(),
});
export type KeptWindow = z.infer<typeof KeptWindow>;
/** More are not opened: nobody could have meant to. */
export const KeptWindows = z.array(KeptWindow).transform((windows) => windows.slice(0, 12));

/** The work area of a display, without its menu bar and dock. */
export interface Display {
  readonly workArea: Rectangle;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** How large windows begin, and how small they get. */
export const sizes = {
  whole: { wanted: { width: 1440, height: 900 }, least: { width: 720, height: 480 } },
  alone: { wanted: { width: 480, height: 640 }, least: { width: 320, height: 320 } },
} as const;
const step = 28;

/**
 * The place for a new window: the kept one, made to fit a display on which its title bar can be grabbed, otherwise the
 * middle of the first display. `beside` counts the windows already open: each one stands a little lower and further right.
 */
export function placeWindow(
  kept: WindowPlace | null,
  displays: readonly Display[],
  { beside = 0, size = sizes.whole.wanted }: { readonly beside?: number; readonly size?: Size } = {},
): WindowPlace {
  const home = kept ? displays.find((display) => canGrab(kept, display.workArea)) : undefined;
  const area = (home ?? displays[0])?.workArea ?? { x: 0, y: 0, ...sizes.whole.wanted };
  const width = Math.min(kept?.width ?? size.width, area.width);
  const height = Math.min(kept?.height ?? size.height, area.height);
  const x = kept && home ? kept.x : area.x + Math.round((area.width - width) / 2);
  const y = kept && home ? kept.y : area.y + Math.round((area.height - height) / 2);
  return {
    x: clamp(x + beside * step, area.x, area.x + area.width - width),
    y: clamp(y + beside * step, area.y, area.y + area.height - height),
    width,
    height,
    shown: beside === 0 ? (kept?.shown ?? "normal") : "normal",
  };
}

/** Whether enough of the title bar lies on the display to drag the window by it. */
function canGrab(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return across >= 100 && window.y >= area.y - step && window.y <= area.y + area.height - 40;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
