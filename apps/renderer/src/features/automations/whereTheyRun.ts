import type { AutomationSettings } from "@flightdeck/contract";

/** Whether automations go on once the last window is closed. `platform` is the desktop shell's; a browser has none. */
export function whereTheyRun(
  { background, login }: Pick<AutomationSettings, "background" | "login">,
  platform: string | undefined,
): string {
  if (platform === undefined)
    return background === "off"
      ? "These run while Flightdeck's host does. One that npm start began ends with its window."
      : "These run while Flightdeck's host does, also once this window is closed.";
  const start = login ? " Flightdeck starts when you log in." : "";
  if (background === "on") return `These run while Flightdeck is open, and in the background too.${start}`;
  if (background === "off") return `These run while Flightdeck is open. They stop when the last window closes.${start}`;
  // There an app goes on without windows, and is not asked about it.
  if (platform === "darwin") return `These run until you quit Flightdeck, also without a window.${start}`;
  return `These run while Flightdeck is open. When you close the last window, it asks whether they go on.${start}`;
}
