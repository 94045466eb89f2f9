import type { Automation, AutomationId, Run, ThreadId } from "@flightdeck/contract";

/** Which run begins next, and which threads would have to come to rest before others can. */
export interface Next {
  readonly run?: Run;
  readonly awaited: readonly ThreadId[];
}

/**
 * Runs begin in the order in which they were due, as many at once as there is room for; those that wait for the person take
 * none. Of one automation one works at a time, unless it allows more; in one project none begins beside one that waits.
 */
export function nextRun({
  runs,
  automation,
  atOnce,
  isFree,
}: {
  /** Those that have not ended, in the order they were due. */
  readonly runs: readonly Run[];
  readonly automation: (automationId: AutomationId) => Automation | undefined;
  readonly atOnce: number;
  readonly isFree: (threadId: ThreadId) => boolean;
}): Next {
  const started = runs.filter(({ state }) => state !== "pending");
  const room = started.filter(({ state }) => state === "running").length < atOnce;
  const awaited: ThreadId[] = [];
  // The end of one that works is when to look again.
  if (!room) return { awaited };
  for (const run of runs.filter(({ state }) => state === "pending")) {
    const of = automation(run.automationId);
    if (of !== undefined) {
      if (!of.overlap && started.some((other) => isInTheWay(other, run))) continue;
      if (of.place.kind === "thread" && !run.dry && !isFree(of.place.threadId)) {
        awaited.push(of.place.threadId);
        continue;
      }
    }
    return { run, awaited };
  }
  return { awaited };
}

const isInTheWay = (other: Run, run: Run): boolean =>
  other.automationId === run.automationId && (other.state === "running" || other.projectId === run.projectId);
