import type { BroughtIn } from "./types.ts";

/** A path that could be read as anything but a path is quoted. */
const named = (path: string): string => (/^[\w./@+-][\w ./@+-]*$/.test(path) ? path : JSON.stringify(path));

/** What the agent is told once the base was brought in. */
export function conflictMessage({ base, paths }: BroughtIn, branch: string): string {
  if (paths.length === 0)
    return `I merged ${named(base)} into ${named(branch)}; nothing conflicts. Check that the work still holds together with what came, and mend it where it does not. Do not commit: I do that after the review.`;
  const files = paths.map((path) => `- ${named(path)}`).join("\n");
  return `I merged ${named(base)} into ${named(branch)}. These files are in conflict:\n${files}\n\nBoth sides stand in them between <<<<<<< and >>>>>>> (a file that one side deleted has no marks: decide whether it stays). Resolve each so that both changes keep their meaning, remove every mark, and run the checks of the project. Do not commit: I do that after the review.`;
}
