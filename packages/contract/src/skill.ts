import { z } from "zod";
import { output, watch } from "./define.ts";
import { ProjectId } from "./ids.ts";

/** A skill where it was found. Of two with one name the repository's counts before the person's, theirs before the app's. */
export interface Skill {
  readonly name: string;
  readonly description: string;
  readonly origin: "repository" | "user" | "app";
  /** Absolute: its SKILL.md. */
  readonly path: string;
  /** Why it cannot be used: a broken front matter, a repository that is not trusted. */
  readonly problem?: string;
  /** Another one of the same name counts before it. */
  readonly shadowed: boolean;
}

export type SkillsEvent = { readonly skills: readonly Skill[] };

export const skills = {
  /** The skills of a project's checkout, the person's and the app's; again whenever one changes on disk. */
  watch: watch({
    input: z.object({ projectId: ProjectId.optional() }),
    event: output<SkillsEvent>(),
    errors: ["project_not_found"],
  }),
};
