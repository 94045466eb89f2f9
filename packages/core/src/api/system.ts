import type { Core } from "../core.ts";
import type { Api } from "./implement.ts";

export const systemApi = (os: Api, { system, blobs }: Core) => ({
  info: os.system.info.handler(() => system.info()),
  browse: os.system.browse.handler(({ input }) => system.browse(input.path)),
  blob: os.system.blob.handler(async ({ input }) => ({
    content: (await blobs.read(input.blobId)).toString(input.as === "text" ? "utf8" : "base64"),
  })),
});
