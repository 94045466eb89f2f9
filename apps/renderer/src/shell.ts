import type { FlightdeckShell } from "@flightdeck/contract";

/** What the desktop shell's preload puts on the window; a browser has none of it. Links leave by `window.open`. */
export type Shell = FlightdeckShell;

declare global {
  interface Window {
    /** Every member may be missing: shells and windows are of different versions during an update. */
    readonly flightdeckShell?: Partial<Shell>;
  }
}
