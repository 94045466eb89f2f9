import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const settingsApi = (os: Api, { settings }: Core) => ({
  watch: os.settings.watch.handler(({ signal }) => settings.watch(orNever(signal))),
  update: os.settings.update.handler(({ input }) => settings.update(input)),
});
