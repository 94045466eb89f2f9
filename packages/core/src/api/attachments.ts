import type { Core } from "../core.ts";
import type { Api } from "./implement.ts";
import { agentPath, filePlace } from "./places.ts";

export const attachmentsApi = (os: Api, core: Core) => ({
  add: os.attachments.add.handler(({ input: { name, content } }) =>
    core.images.add(name, Buffer.from(content, "base64")),
  ),
  addFile: os.attachments.addFile.handler(async ({ input: { place, name, content } }) => {
    const { root, folder } = filePlace(core, place);
    const given = await core.attachments.give(
      { name, bytes: Buffer.from(content, "base64") },
      // Where files cannot be listed none of them is the one that was given.
      { root, named: (wanted) => core.files.named(root, wanted).catch(() => []) },
    );
    return given.kind === "project" ? { ...given, path: agentPath(folder, given.path) } : given;
  }),
});
