import { builtInProfiles, type Settings, type ThreadSettings, TOUR_MODEL } from "@flightdeck/contract";

/** What a new thread starts with: the project's profile over the person's defaults, and the best model at hand. */
export function startSettings(
  settings: Settings | undefined,
  defaultModel: string | undefined,
  projectProfile?: string,
): ThreadSettings {
  const known = { ...builtInProfiles, ...settings?.profiles };
  const profile = [projectProfile, settings?.thread.profile].find(
    (name) => name !== undefined && Object.hasOwn(known, name),
  );
  return {
    model: settings?.thread.model ?? defaultModel ?? TOUR_MODEL,
    effort: settings?.thread.effort,
    sandbox: settings?.thread.sandbox ?? "workspace-write",
    approval: settings?.thread.approval ?? "on-request",
    network: settings?.thread.network,
    writable: settings?.thread.writable,
    ...(profile === undefined ? {} : { ...known[profile], profile }),
  };
}
