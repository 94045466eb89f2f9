import { z } from "zod";
import { command, output, query, watch } from "./define.ts";
import { ProjectId } from "./ids.ts";

/** A git repository on disk that the person opened. */
export interface Project {
  readonly id: ProjectId;
  readonly name: string;
  /** Absolute, links resolved: the root of the checkout. */
  readonly path: string;
  readonly addedAt: number;
  /** Whether the repository's own configuration, skills and setup scripts may be used. Undefined: nobody was asked yet. */
  readonly trusted?: boolean;
  /** The repository holds something that needs trust; what, in words for a person. */
  readonly wants: readonly string[];
  /** The permission profile of its new threads. */
  readonly profile?: string;
}

export type ProjectListEvent = { readonly type: "snapshot"; readonly projects: readonly Project[] };

export interface Branch {
  readonly name: string;
  readonly commit: string;
  /** Subject of its last commit. */
  readonly subject: string;
  readonly committedAt: number;
  /** Where it is checked out, if anywhere. */
  readonly checkedOutAt?: string;
}

/** Where the project's own checkout stands. */
export interface Checkout {
  /** Undefined when HEAD is detached. */
  readonly branch?: string;
  /** Undefined in a repository without a commit. */
  readonly commit?: string;
  readonly changedFiles: number;
  readonly branches: readonly Branch[];
}

export const projects = {
  watch: watch({ input: z.object({}), event: output<ProjectListEvent>() }),
  /** Opens a folder. With `init` it becomes a repository first, and an empty one gets a first, empty commit. */
  open: command({
    input: z.object({ path: z.string().min(1).max(4096), init: z.boolean().default(false) }),
    output: output<Project>(),
    errors: [
      "path_not_found",
      "not_a_folder",
      "not_a_repository",
      "inside_a_repository",
      "bare_repository",
      "empty_repository",
      "git_failed",
    ],
  }),
  /** The project that a folder belongs to, opened if need be; a folder without a repository stands for itself. */
  locate: command({
    input: z.object({ path: z.string().min(1).max(4096) }),
    output: output<{ readonly project: Project; readonly folder: string }>(),
    errors: ["path_not_found", "not_a_folder", "git_failed"],
  }),
  trust: command({
    input: z.object({ projectId: ProjectId, trusted: z.boolean() }),
    output: output<void>(),
    errors: ["project_not_found"],
  }),
  /** The permission profile of the project's new threads; null for the general one. */
  setProfile: command({
    input: z.object({ projectId: ProjectId, profile: z.string().min(1).max(60).nullable() }),
    output: output<void>(),
    errors: ["project_not_found", "profile_not_found"],
  }),
  /** Puts the project before another one, or at the end. */
  move: command({
    input: z.object({ projectId: ProjectId, before: ProjectId.optional() }),
    output: output<void>(),
    errors: ["project_not_found"],
  }),
  /** Takes the project off the list; nothing on disk changes. */
  remove: command({
    input: z.object({ projectId: ProjectId }),
    output: output<void>(),
    errors: ["project_not_found", "turn_running"],
  }),
  checkout: query({
    input: z.object({ projectId: ProjectId }),
    output: output<Checkout>(),
    errors: ["project_not_found", "path_not_found", "not_a_repository", "git_failed"],
  }),
};
