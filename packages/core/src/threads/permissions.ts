import type { PermissionProfile, ThreadSettings } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";

export type ProfileNamed = (name: string) => PermissionProfile | undefined;

const byHand = ["sandbox", "approval", "network", "writable"] as const;

/** Does the change say anything about what the agent may do? */
export const changesPermissions = (change: Partial<ThreadSettings>): boolean =>
  change.profile !== undefined || byHand.some((key) => change[key] !== undefined);

/**
 * Settings after a change. A profile brings all of its permissions with it; setting one of them by hand leaves the
 * profile, and what of it was not set stays as it was. Throws `profile_not_found`.
 */
export function withChange(
  settings: ThreadSettings,
  change: Partial<ThreadSettings>,
  profileNamed: ProfileNamed,
): ThreadSettings {
  const { profile, ...rest } = change;
  if (profile !== undefined) {
    const found = profileNamed(profile);
    if (found === undefined) throw new AppError("profile_not_found", profile);
    return { ...settings, ...rest, ...found, profile };
  }
  const next = { ...settings, ...rest };
  return changesPermissions(rest) ? { ...next, profile: undefined } : next;
}
