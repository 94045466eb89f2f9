// What testing/fixture/page/page.js puts on its window.
import type { FlightdeckShell } from "@flightdeck/contract";

declare global {
  interface Window {
    readonly flightdeckShell?: Partial<FlightdeckShell>;
    readonly events: unknown[];
    readonly ports: { readonly received: number; readonly lost: number };
    listenToMenu(): () => void;
    ask(message: unknown): Promise<unknown>;
  }
}
