import type { FlightdeckShell } from "@flightdeck/contract";

declare global {
  interface Window {
    /** Put there by the desktop shell's preload; a browser has none. */
    readonly flightdeckShell?: FlightdeckShell;
  }
}

export type Shell = FlightdeckShell;
