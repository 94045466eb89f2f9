import { posix, relative, sep } from "node:path";
import type { FilePlace } from "@flightdeck/contract";
import type { Core } from "../core.ts";
import { AppError } from "../errors/index.ts";
import type { Api } from "./implement.ts";

export const filesApi = (os: Api, { files, threads, projects, rootOf }: Core) => {
  const placeOf = (place: FilePlace): { readonly root: string; readonly folder: string } => {
    if ("projectId" in place) return { root: projects.get(place.projectId).path, folder: "" };
    const open = threads.load(place.threadId);
    if (open.thread.worktree?.state === "removed") throw new AppError("worktree_missing");
    const root = rootOf(open);
    return { root, folder: relative(root, open.thread.cwd).split(sep).join("/") };
  };
  return {
    find: os.files.find.handler(async ({ input: { place, ...question } }) => {
      const { root, folder } = placeOf(place);
      const answer = await files.find({ ...question, root });
      if (folder === "") return answer;
      // The agent names files as they are called from its folder.
      return { ...answer, files: answer.files.map((file) => ({ ...file, path: posix.relative(folder, file.path) })) };
    }),
  };
};
