import { type Settings, type ThreadSettings, TOUR_MODEL } from "@flightdeck/contract";

/** What a new thread starts with: the person's defaults, and the best model at hand where they name none. */
export function startSettings(settings: Settings | undefined, defaultModel: string | undefined): ThreadSettings {
  return {
    model: settings?.thread.model ?? defaultModel ?? TOUR_MODEL,
    effort: settings?.thread.effort,
    sandbox: settings?.thread.sandbox ?? "workspace-write",
    approval: settings?.thread.approval ?? "on-request",
  };
}
