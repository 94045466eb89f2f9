import type { Core } from "../core.ts";
import type { Api } from "./implement.ts";

export const systemApi = (os: Api, { system, blobs, editors, threads, rootOf }: Core) => ({
  info: os.system.info.handler(() => system.info()),
  browse: os.system.browse.handler(({ input }) => system.browse(input.path)),
  blob: os.system.blob.handler(async ({ input }) => ({
    content: (await blobs.read(input.blobId)).toString(input.as === "text" ? "utf8" : "base64"),
  })),
  editors: os.system.editors.handler(() => editors.found()),
  openEditor: os.system.openEditor.handler(async ({ input: { threadId, ...place } }) => {
    const open = threads.load(threadId);
    await editors.open({ ...place, root: rootOf(open), cwd: open.thread.cwd });
  }),
});
