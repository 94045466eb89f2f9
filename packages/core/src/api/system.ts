import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const modelsApi = (os: Api, { models }: Core) => ({
  list: os.models.list.handler(() => models.list()),
  check: os.models.check.handler(({ input }) => models.check(input)),
  setAccess: os.models.setAccess.handler(({ input }) => models.setAccess(input)),
});

export const settingsApi = (os: Api, { settings }: Core) => ({
  watch: os.settings.watch.handler(({ signal }) => settings.watch(orNever(signal))),
  update: os.settings.update.handler(({ input }) => settings.update(input)),
});

export const systemApi = (os: Api, { system, blobs }: Core) => ({
  info: os.system.info.handler(() => system.info()),
  browse: os.system.browse.handler(({ input }) => system.browse(input.path)),
  blob: os.system.blob.handler(async ({ input }) => ({
    content: (await blobs.read(input.blobId)).toString(input.as === "text" ? "utf8" : "base64"),
  })),
});
