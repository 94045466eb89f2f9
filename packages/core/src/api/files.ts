import type { Core } from "../core.ts";
import { AppError } from "../errors/index.ts";
import { fileInside } from "../files/index.ts";
import type { Api } from "./implement.ts";
import { agentPath, filePlace } from "./places.ts";

export const filesApi = (os: Api, core: Core) => ({
  find: os.files.find.handler(async ({ input: { place, ...question } }) => {
    const { root, folder, removed } = filePlace(core, place);
    if (removed) throw new AppError("worktree_missing");
    const { files, current } = await core.files.find({ ...question, root });
    return { files: files.map((file) => ({ ...file, path: agentPath(folder, file.path) })), current };
  }),
  picture: os.files.picture.handler(async ({ input: { threadId, path } }) => {
    const open = core.threads.load(threadId);
    return await core.images.ofFile(await fileInside({ root: core.rootOf(open), cwd: open.thread.cwd, path }));
  }),
});
