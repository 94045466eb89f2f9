import { z } from "zod";
import { command, output, watch } from "./define.ts";
import { ProjectId, type TerminalId, ThreadId } from "./ids.ts";

/** Icons that an action may have; "play" where it names none. */
export const ActionIcon = z.enum(["play", "test", "build", "check", "server", "database", "bug", "deploy"]);
export type ActionIcon = z.infer<typeof ActionIcon>;

const withoutControls = (text: string): boolean => !/\p{Cc}/u.test(text);

/** A command of a project with a name, run in a terminal of a thread. */
export const Action = z.object({
  name: z.string().trim().min(1).max(40).refine(withoutControls, "has a control character"),
  /** A line, or several, for the person's shell. */
  command: z
    .string()
    .trim()
    .min(1)
    .max(4000)
    .refine((text) => withoutControls(text.replaceAll(/[\n\t]/g, " ")), "has a control character"),
  icon: ActionIcon.optional(),
});
export type Action = z.infer<typeof Action>;

/** An action where it was found. */
export interface KnownAction extends Action {
  /** Stable while its name stays the same. */
  readonly id: string;
  /** repository: shared in its `.flightdeck/actions.toml`; person: theirs for this project, kept in their home. */
  readonly scope: "repository" | "person";
  /** Why it cannot be run: the repository is not trusted, another one of its name comes before it. */
  readonly problem?: string;
}

export type ActionsEvent = {
  readonly actions: readonly KnownAction[];
  /** What could not be understood, by file, in words for a person. */
  readonly problems: readonly string[];
};

export const actions = {
  /** The actions of a project; again whenever one of their files changes. */
  watch: watch({
    input: z.object({ projectId: ProjectId }),
    event: output<ActionsEvent>(),
    errors: ["project_not_found"],
  }),
  /** Adds an action of the person's own, or with `id` replaces one. */
  save: command({
    input: z.object({ projectId: ProjectId, id: z.string().max(100).optional(), action: Action }),
    output: output<KnownAction>(),
    errors: ["project_not_found", "action_not_found", "action_invalid"],
  }),
  /** Takes away an action of the person's own. */
  remove: command({
    input: z.object({ projectId: ProjectId, id: z.string().max(100) }),
    output: output<void>(),
    errors: ["project_not_found", "action_not_found", "action_invalid"],
  }),
  /** Runs it in a terminal of the thread: the one it ran in before, else a new one. While it runs there, nothing happens. */
  run: command({
    input: z.object({ threadId: ThreadId, id: z.string().max(100) }),
    output: output<{ readonly terminalId: TerminalId }>(),
    errors: [
      "thread_not_found",
      "worktree_missing",
      "action_not_found",
      "action_invalid",
      "terminal_limit",
      "terminal_failed",
    ],
  }),
};
