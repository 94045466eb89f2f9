import type { AutomationId, ProjectId } from "@flightdeck/contract";
import type { TriggersOptions } from "./types.ts";

const HOUR = 3_600_000;
/** Who begins more often by itself within an hour is most likely its own cause. */
export const MOST_AN_HOUR = 20;

/** What a run did last is heard of a little later. */
const ECHO_MS = 2_000;

/**
 * The folders in which runs of an automation are at work, and may change something: what happens there is their own doing
 * and begins no other run of it, or none would ever be the last.
 */
export function ownRoots(
  { runs, rootOf, now }: Pick<TriggersOptions, "runs" | "rootOf" | "now">,
  { id, place }: { readonly id: AutomationId; readonly place: { readonly kind: string } },
): readonly string[] {
  if (place.kind === "local") return []; // they only read
  const ended = runs.page({ automationId: id, limit: 10 }).filter((run) => now() - (run.endedAt ?? 0) < ECHO_MS);
  return [...runs.openOf(id), ...ended].flatMap(({ threadId }) => (threadId && rootOf(threadId)) ?? []);
}

/**
 * Why an event begins nothing: automations that move each other's branches would go on forever, and nobody would look.
 * Undefined while they are few.
 */
export function tooOften(
  { runs, now }: Pick<TriggersOptions, "runs" | "now">,
  automationId: AutomationId,
  projectId: ProjectId,
): string | undefined {
  const since = now() - HOUR;
  const begun = runs
    .page({ automationId, limit: 5 * MOST_AN_HOUR })
    .filter((run) => run.projectId === projectId && run.dueAt > since && run.threadId !== undefined)
    .filter(({ cause }) => cause.kind === "branch" || cause.kind === "files");
  if (begun.length < MOST_AN_HOUR) return undefined;
  return `It began ${begun.length} times within an hour. Perhaps its own work begins it; it goes on when the hour is over`;
}
