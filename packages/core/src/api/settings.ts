import type { Core } from "../core.ts";
import type { SettingsFile } from "../settings/index.ts";
import { changesPermissions } from "../threads/index.ts";
import { type Api, orNever } from "./implement.ts";

export const settingsApi = (os: Api, { settings }: Core) => ({
  watch: os.settings.watch.handler(({ signal }) => settings.watch(orNever(signal))),
  update: os.settings.update.handler(({ input }) => settings.update(leavingProfile(input))),
});

type Change = Parameters<SettingsFile["update"]>[0];

/** Permissions of new threads that are set by hand are no longer those of a profile. */
function leavingProfile(change: Change): Change {
  const { thread } = change;
  return thread === undefined || thread.profile !== undefined || !changesPermissions(thread)
    ? change
    : { ...change, thread: { ...thread, profile: undefined } };
}
