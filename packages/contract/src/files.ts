import { z } from "zod";
import { output, query } from "./define.ts";
import { ProjectId, ThreadId } from "./ids.ts";
import type { Image } from "./item.ts";

/** Whose files: the folder a thread works in, or a project's own checkout. */
export const FilePlace = z.union([z.object({ threadId: ThreadId }), z.object({ projectId: ProjectId })]);
export type FilePlace = z.infer<typeof FilePlace>;

export interface FoundFile {
  /** As the agent would write it: relative to its folder, with forward slashes. */
  readonly path: string;
  /** It differs from the last commit. */
  readonly changed: boolean;
}

export interface FileAnswer {
  /** The best first. */
  readonly files: readonly FoundFile[];
  /** The folder has been read since its last change. Else ask again with `wait`: there may be others. */
  readonly current: boolean;
}

export const files = {
  /**
   * The tracked and untracked files, without ignored ones, whose paths have these letters in this order; all letters
   * in the name count most, then what changed last. Nothing typed finds what changed last.
   */
  find: query({
    input: z.object({
      place: FilePlace,
      text: z.string().max(500),
      limit: z.int().min(1).max(100).default(30),
      /** Answers once the folder is read. */
      wait: z.boolean().default(false),
    }),
    output: output<FileAnswer>(),
    errors: ["thread_not_found", "project_not_found", "worktree_missing", "path_not_found", "git_failed", "disk_full"],
  }),
  /**
   * A picture in a thread's folder, as it is now, in a size that can be shown. A relative path starts where the thread's
   * commands run.
   */
  picture: query({
    input: z.object({ threadId: ThreadId, path: z.string().min(1).max(4096) }),
    output: output<Image>(),
    errors: ["thread_not_found", "file_not_found", "path_outside", "image_invalid", "image_too_large", "disk_full"],
  }),
};
