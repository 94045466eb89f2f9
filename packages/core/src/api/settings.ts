import { dirname } from "node:path";
import type { Core } from "../core.ts";
import type { SettingsFile } from "../settings/index.ts";
import { changesPermissions } from "../threads/index.ts";
import { type Api, orNever } from "./implement.ts";

export const settingsApi = (os: Api, { settings, editors }: Core) => ({
  watch: os.settings.watch.handler(({ signal }) => settings.watch(orNever(signal))),
  update: os.settings.update.handler(({ input }) => settings.update(leavingProfile(input))),
  reset: os.settings.reset.handler(({ input: { path } }) => settings.reset(path)),
  reload: os.settings.reload.handler(() => settings.reload()),
  openFile: os.settings.openFile.handler(() => {
    const path = settings.touch();
    const home = dirname(path);
    return editors.open({ root: home, cwd: home, path });
  }),
});

type Change = Parameters<SettingsFile["update"]>[0];

/** Permissions of new threads that are set by hand are no longer those of a profile. */
function leavingProfile(change: Change): Change {
  const { thread } = change;
  return thread === undefined || thread.profile !== undefined || !changesPermissions(thread)
    ? change
    : { ...change, thread: { ...thread, profile: undefined } };
}
