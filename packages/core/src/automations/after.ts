import type { AutomationId, Run, Trigger } from "@flightdeck/contract";
import type { Book, KeptAutomation } from "./book.ts";
import type { Automations } from "./types.ts";

/** Runs that a host looks at for what should have come after them. */
const RECENT = 20;

/** Automations that come after others. */
export interface After {
  /** A run ended: those that come after it begin, once. */
  ended(run: Run): void;
  /** Begins what should have come after runs that ended as the host before died. */
  catchUp(): Promise<void>;
}

export function openAfter(options: {
  readonly book: Book;
  readonly fire: Automations["fire"];
  readonly now: () => number;
  readonly breathe: () => Promise<void>;
}): After {
  const { book } = options;

  const begin = ({ id, trigger, projects }: KeptAutomation, run: Run): void => {
    if (!isWork(run) || !wants(trigger, run)) return;
    // Where both have the project of the run, it goes on there alone.
    const together = run.projectId !== undefined && projects.includes(run.projectId) ? [run.projectId] : undefined;
    options.fire(id, {
      causeKey: `after:${run.id}`,
      cause: { kind: "after", runId: run.id },
      dueAt: run.endedAt ?? options.now(),
      ...(together && { projectIds: together }),
    });
  };

  return {
    ended: (run) => {
      if (isWork(run)) for (const automation of followersOf(book.list(), run.automationId)) begin(automation, run);
    },
    catchUp: async () => {
      for (const automation of book.list()) {
        const { trigger, accountedTo } = automation;
        if (trigger.kind !== "after") continue;
        // What ended while it was switched off is let go: `accountedTo` is when it was switched on.
        for (const run of book.runs.page({ automationId: trigger.automationId, limit: RECENT }))
          if ((run.endedAt ?? 0) > accountedTo) begin(automation, run);
        await options.breathe();
      }
    },
  };
}

/** Those that come after an automation. */
export const followersOf = (all: readonly KeptAutomation[], automationId: AutomationId): readonly KeptAutomation[] =>
  all.filter(({ trigger }) => trigger.kind === "after" && trigger.automationId === automationId);

/** Whether a run has ended that has worked: what was skipped or only tried brings nothing about. */
const isWork = ({ state, dry, threadId }: Run): boolean =>
  !dry && threadId !== undefined && (state === "completed" || state === "failed" || state === "stopped");

function wants(trigger: Trigger, { state, outcome }: Run): boolean {
  if (trigger.kind !== "after") return false;
  if (trigger.when === "ended") return true;
  if (trigger.when === "failed") return state === "failed";
  return state === "completed" && (outcome === "found" || outcome === "changed");
}
