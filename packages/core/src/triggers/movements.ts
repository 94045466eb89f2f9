import type { ProjectId } from "@flightdeck/contract";
import { z } from "zod";

/** What the trigger of an automation saw last: where its branch stood in each project, and how often it moved. */
export interface Seen {
  readonly branch: string;
  /** When this was written; an automation that was changed since has not been looking. */
  readonly at: number;
  readonly moves: number;
  readonly commits: Readonly<Record<ProjectId, string>>;
}

const Kept = z.object({
  branch: z.string(),
  at: z.number(),
  moves: z.number(),
  commits: z.record(z.string(), z.string()),
});

export function readSeen(text: string | undefined): Seen | undefined {
  if (text === undefined) return undefined;
  try {
    return Kept.parse(JSON.parse(text)) as Seen; // its keys are written by `seenAt`
  } catch {
    return undefined; // of another trigger, or broken: it looks for the first time
  }
}

/** A branch that stands elsewhere than it was seen. */
export interface Movement {
  readonly before: string;
  readonly commit: string;
  /** Each has its own, also one that goes where another went. */
  readonly causeKey: string;
}

export function movementTo(seen: Seen | undefined, projectId: ProjectId, commit: string): Movement | undefined {
  const before = seen?.commits[projectId];
  if (seen === undefined || before === undefined || before === commit) return undefined;
  return { before, commit, causeKey: `branch:${seen.moves + 1}:${commit}` };
}

/** What is seen once a branch stands somewhere. Counting goes on from the time, so that no number comes twice. */
export const seenAt = (
  seen: Seen | undefined,
  { branch, projectId, commit, at }: { branch: string; projectId: ProjectId; commit: string; at: number },
): Seen => ({
  branch,
  at,
  moves: (seen?.moves ?? at) + 1,
  commits: { ...(seen?.branch === branch ? seen.commits : {}), [projectId]: commit },
});
